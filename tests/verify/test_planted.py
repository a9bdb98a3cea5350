"""Differences of every kind, planted in an extracted package, are found from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nbprod.cli import main

Write = Callable[..., Path]

CELLS = (
    "import random\n\nrandom.seed(0)",
    "prices = [random.randint(1, 50) for _ in range(40)]\nlimit = 45",
    "prices = [price for price in prices if price < limit]",
    "random.shuffle(prices)\nprices.append(random.randint(1, 50))",
    "total = sum(prices)\nprint(f'{len(prices)} prices: {total:.2f}')",
)
PLANTED = {
    "a changed constant": ("limit = 45", "limit = 40", "limit: 45 != 40"),
    "a changed argument": ("range(40)", "range(41)", "prices: "),
    "a changed format": ("{total:.2f}", "{total:.3f}", ".00' != '"),
    "a dropped cell": (CELLS[2].strip(), "", "prices: "),
    "a swapped order": (CELLS[3], "\n    ".join(reversed(CELLS[3].split("\n"))), "prices"),
    "another seed": ('start from"] = 0', 'start from"] = 1', "prices"),
    "a forgotten seed": ("random.seed(config.seed)", "", "prices"),
}


@pytest.fixture
def package(write_notebook: Write, tmp_path: Path) -> Path:
    """A package that was extracted from the notebook beside it."""
    notebook, package = write_notebook(*CELLS), tmp_path / "package"
    said = nbprod("extract", notebook, "--out", package)

    assert said[0] == 0, said
    return package


def nbprod(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    return result.exit_code, result.output


def verified(package: Path) -> tuple[int, str]:
    return nbprod("verify", package.parent / "notebooks" / "story.ipynb", package, "--once")


def plant(package: Path, old: str, new: str) -> None:
    """Change the one place that reads so."""
    old = old.replace("\n", "\n    ")
    (path,) = [path for path in package.rglob("src/**/*.py") if old in path.read_text("utf-8")]
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_extracted_package_holds(package: Path) -> None:
    assert verified(package)[0] == 0


@pytest.mark.parametrize(("old", "new", "told"), PLANTED.values(), ids=list(PLANTED))
def test_planted_difference_is_told_and_exits_with_1(
    package: Path, old: str, new: str, told: str
) -> None:
    plant(package, old, new)
    code, said = verified(package)

    assert code == 1, said
    assert told in said
