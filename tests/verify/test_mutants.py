"""Planted differences are found: a package is changed in one place, some two hundred times.

Each mutant is run twice, by ways that know nothing of each other: by `verify`, and plainly, its
results, prints and files compared with `==`. A mutant that plainly computes the same (two lines
swapped that do not need each other) is no difference, and is counted as such; any other must be
found.
"""

from __future__ import annotations

import ast
import copy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nbprod.verify.judging import Trial
from nbprod.verify.proving import Bench, Package, Terms
from nbprod.verify.script import script
from nbprod.verify.verdict import Tolerance

NOTEBOOK = (
    "import csv\nimport json\nimport random\nimport statistics",
    """SEED = 7
rng = random.Random(SEED)
customers = [
    {"age": rng.randint(18, 80), "visits": rng.randint(0, 12), "spend": rng.random() * 100}
    for _ in range(120)
]
for customer in customers:
    customer["left"] = customer["visits"] < 4 and customer["spend"] < 70
print("customers", len(customers))""",
    """customers = [customer for customer in customers if customer["age"] < 75]
mean_spend = statistics.mean(customer["spend"] for customer in customers)
for customer in customers:
    customer["spend"] /= mean_spend
print(f"mean spend {mean_spend:.2f}")""",
    """rng.shuffle(customers)
cut = int(len(customers) * 0.75)
train, test = customers[:cut], customers[cut:]""",
    """def score(weights, customer):
    return weights[0] + weights[1] * customer["visits"] + weights[2] * customer["spend"]""",
    """weights = [0.0, 0.0, 0.0]
rate = 0.002
losses = []
for epoch in range(15):
    loss = 0.0
    for customer in train:
        error = score(weights, customer) - customer["left"]
        loss += error**2
        weights[0] -= rate * error
        weights[1] -= rate * error * customer["visits"]
        weights[2] -= rate * error * customer["spend"]
    losses.append(loss / len(train))
    if epoch % 5 == 0:
        print(f"epoch {epoch}: loss {losses[-1]:.6f}")""",
    """predicted = [score(weights, customer) > 0.5 for customer in test]
hits = sum(guess == customer["left"] for guess, customer in zip(predicted, test))
accuracy = hits / len(test)
print("accuracy", accuracy)""",
    """with open("report.json", "w") as file:
    json.dump({"accuracy": accuracy, "epochs": len(losses)}, file)
with open("losses.csv", "w", newline="") as file:
    csv.writer(file).writerows(enumerate(losses))""",
)

PACKAGE = {
    "__init__.py": "",
    "__main__.py": """\
from churn.config import Config
from churn.pipeline import run

if __name__ == "__main__":
    run(Config())
""",
    "config.py": """\
from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    seed: int = 7
    rate: float = 0.002
    share: float = 0.75
""",
    "models.py": """\
def score(weights, customer):
    return weights[0] + weights[1] * customer["visits"] + weights[2] * customer["spend"]
""",
    "stages/__init__.py": "",
    "stages/load.py": """\
import random


def load_customers(config):
    rng = random.Random(config.seed)
    customers = [
        {"age": rng.randint(18, 80), "visits": rng.randint(0, 12), "spend": rng.random() * 100}
        for _ in range(120)
    ]
    for customer in customers:
        customer["left"] = customer["visits"] < 4 and customer["spend"] < 70
    print("customers", len(customers))
    return rng, customers
""",
    "stages/clean.py": """\
import statistics


def clean_customers(customers):
    customers = [customer for customer in customers if customer["age"] < 75]
    mean_spend = statistics.mean(customer["spend"] for customer in customers)
    for customer in customers:
        customer["spend"] /= mean_spend
    print(f"mean spend {mean_spend:.2f}")
    return customers
""",
    "stages/split.py": """\
def split_customers(customers, rng, config):
    rng.shuffle(customers)
    cut = int(len(customers) * config.share)
    train, test = customers[:cut], customers[cut:]
    return train, test
""",
    "stages/train.py": """\
from churn.models import score


def train_model(train, config):
    weights = [0.0, 0.0, 0.0]
    rate = config.rate
    losses = []
    for epoch in range(15):
        loss = 0.0
        for customer in train:
            error = score(weights, customer) - customer["left"]
            loss += error**2
            weights[0] -= rate * error
            weights[1] -= rate * error * customer["visits"]
            weights[2] -= rate * error * customer["spend"]
        losses.append(loss / len(train))
        if epoch % 5 == 0:
            print(f"epoch {epoch}: loss {losses[-1]:.6f}")
    return weights, losses
""",
    "stages/evaluate.py": """\
from churn.models import score


def evaluate_model(weights, test):
    predicted = [score(weights, customer) > 0.5 for customer in test]
    hits = sum(guess == customer["left"] for guess, customer in zip(predicted, test))
    accuracy = hits / len(test)
    print("accuracy", accuracy)
    return predicted, accuracy
""",
    "stages/report.py": """\
import csv
import json


def write_report(accuracy, losses):
    with open("report.json", "w") as file:
        json.dump({"accuracy": accuracy, "epochs": len(losses)}, file)
    with open("losses.csv", "w", newline="") as file:
        csv.writer(file).writerows(enumerate(losses))
""",
    "pipeline.py": """\
from churn.stages.clean import clean_customers
from churn.stages.evaluate import evaluate_model
from churn.stages.load import load_customers
from churn.stages.report import write_report
from churn.stages.split import split_customers
from churn.stages.train import train_model


def run(config):
    rng, customers = load_customers(config)
    customers = clean_customers(customers)
    train, test = split_customers(customers, rng, config)
    weights, losses = train_model(train, config)
    predicted, accuracy = evaluate_model(weights, test)
    write_report(accuracy, losses)
    return {
        "customers": customers, "train": train, "test": test, "weights": weights,
        "losses": losses, "predicted": predicted, "accuracy": accuracy, "rng": rng,
    }
""",
}

PLAINLY = """\
import contextlib, io, pathlib
from churn.config import Config
from churn.pipeline import run
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    results = run(Config())
results["rng"] = results["rng"].getstate()
files = {path.name: path.read_bytes() for path in sorted(pathlib.Path().glob("*.*"))}
print(repr((sorted(results.items()), printed.getvalue(), sorted(files.items()))))
"""

Mutation = tuple[str, str, str]
"""The module, what was done to it, and its new text."""


def mutations() -> Iterator[Mutation]:
    """Change one place of one module, each place and each kind of change once."""
    for name, text in PACKAGE.items():
        tree = ast.parse(text)
        for number, node in enumerate(ast.walk(tree)):
            if name == "pipeline.py" and isinstance(node, ast.Constant):
                continue  # the keys of the results: names, and no computation
            for what, change in changes(node):
                mutant = copy.deepcopy(tree)
                change(list(ast.walk(mutant))[number])
                where = f"line {getattr(node, 'lineno', 0)}"
                yield name, f"{what}, {where}", ast.unparse(ast.fix_missing_locations(mutant))


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """What can be done to a node."""
    match node:
        case ast.Constant(value=bool() | None):
            return
        case ast.Constant(value=int() | float() as value):
            yield f"{value} made larger", lambda n: setattr(n, "value", value + 1)
            yield f"{value} changed a little", lambda n: setattr(n, "value", value * 1.01 + 0.001)
        case ast.Constant(value=str() as value) if value:
            yield f"{value!r} spelled otherwise", lambda n: setattr(n, "value", value + "_")
        case ast.BinOp():
            yield "operator changed", lambda n: setattr(n, "op", other_operator(n.op))  # type: ignore[attr-defined]
        case ast.Compare(ops=[ast.Lt()]):
            yield "< made <=", lambda n: setattr(n, "ops", [ast.LtE()])
        case ast.Compare(ops=[ast.Gt()]):
            yield "> made <", lambda n: setattr(n, "ops", [ast.Lt()])
        case ast.FunctionDef() | ast.For() | ast.With():
            yield from body_changes(node.body)


def other_operator(operator: ast.operator) -> ast.operator:
    return ast.Sub() if isinstance(operator, ast.Add) else ast.Add()


def body_changes(body: list[ast.stmt]) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Drop a statement, say it twice, or swap it with the next."""
    for at, statement in enumerate(body):
        if isinstance(statement, ast.Return):
            continue
        line = f"statement {at + 1} of {len(body)}"
        yield f"{line} dropped", lambda n, at=at: drop(n, at)  # type: ignore[misc]
        yield f"{line} done twice", lambda n, at=at: n.body.insert(at, n.body[at])  # type: ignore[misc]
        if at + 1 < len(body) and not isinstance(body[at + 1], ast.Return):
            yield f"{line} swapped with the next", lambda n, at=at: swap(n, at)  # type: ignore[misc]


def drop(node: ast.AST, at: int) -> None:
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    body[at : at + 1] = [] if len(body) > 1 else [ast.Pass()]


def swap(node: ast.AST, at: int) -> None:
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    body[at], body[at + 1] = body[at + 1], body[at]


def written(root: Path, changed: dict[str, str]) -> Path:
    """The package with some modules changed."""
    for name, text in {**PACKAGE, **changed}.items():
        path = root / "src" / "churn" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root / "src" / "churn"


def no_progress(_: str) -> None:
    """Tell nobody."""


def plainly(folder: Path, package: Path) -> str:
    """What the package computes, prints and writes, as text; how it fails, if it does."""
    folder.mkdir()
    environment = {"PYTHONPATH": str(package.parent), "PYTHONHASHSEED": "0"}
    done = subprocess.run([sys.executable, "-c", PLAINLY], cwd=folder, env=environment,
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    return done.stdout if not done.returncode else f"fails: {done.stderr[-200:]}"


@pytest.mark.slow
def test_planted_differences_are_all_found(
    tmp_path: Path, write_notebook: Callable[..., Path]
) -> None:
    notebook = write_notebook(*NOTEBOOK)
    right = written(tmp_path / "right", {})
    bench = Bench(tmp_path / "bench", script(notebook), Package(right, right), Terms(), no_progress)
    reference = bench.reference()

    def found(number: str, package: Path) -> bool:
        there = Bench(
            tmp_path / number, bench.script, Package(package, package), Terms(), no_progress
        )
        run = there.run_package(list(reference.first.values))
        trial = Trial(reference, run, Tolerance())
        return any(c.likeness.value in ("different", "missing") for c in trial.judge()
                   if c.kind != "display")  # fmt: skip

    expected = plainly(tmp_path / "plain", right)
    assert "fails" not in expected
    assert not found("found", right)

    counts = {"found": 0, "the same": 0}
    overlooked = []
    for number, (name, what, text) in enumerate(mutations()):
        package = written(tmp_path / f"mutant-{number}", {name: text})
        if found(f"found-{number}", package):
            counts["found"] += 1
        elif plainly(tmp_path / f"plain-{number}", package) == expected:
            counts["the same"] += 1
        else:
            overlooked.append(f"{name}: {what}")

    assert overlooked == []
    assert counts["found"] >= 50
    assert counts["the same"] < counts["found"] / 4
