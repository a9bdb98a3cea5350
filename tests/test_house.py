"""The house keeps its own rules: floors, sizes, protocols, words, and a light start."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from nbprod.extract import targets
from nbprod.report import findings, graphs
from snapshot import ROOT

PACKAGE = ROOT / "nbprod"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 350
LONGEST_FUNCTION = 60
SPEAKS = ("cli", "verify/harness")
"""Where `print` has its place: the command line, and the child that runs somebody else's code."""
JUNK = {"utils", "util", "common", "helpers", "misc"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def test_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}:{f.lineno} {f.name} has {f.end_lineno - f.lineno + 1} lines"
        for path in MODULES
        for f in functions(path)
        if f.end_lineno and f.end_lineno - f.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    """Functions and classes that others may use, and the methods of those classes."""
    for node in body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from public(node.body)


def needs_words(node: Function | ast.ClassDef) -> bool:
    """What handles a kind of syntax is described by its decorator, which names that kind."""
    return not any(ast.unparse(d).startswith("handles(") for d in node.decorator_list)


def test_everything_public_is_described_in_a_sentence() -> None:
    silent = [f"{name(path)}:1 the module" for path in MODULES if not described(tree(path))]
    silent += [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        if "harness" not in path.parts
        for node in public(tree(path).body)
        if needs_words(node) and not described(node)
    ]

    assert silent == []


def described(node: ast.Module | Function | ast.ClassDef) -> bool:
    text = ast.get_docstring(node) or ""
    return text.partition("\n")[0].rstrip().endswith((".", ":", "?", ",", ";")) or "\n" in text


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{name(path)}:{number} {line.strip()}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]

    assert left == []


def test_nothing_prints_below_the_command_line() -> None:
    loud = [
        f"{name(path)}:{call.lineno}"
        for path in MODULES
        if not name(path).startswith(tuple(f"nbprod/{folder}" for folder in SPEAKS))
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("print", "sys.stdout.write")
    ]

    assert loud == []


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [name(path) for path in MODULES if path.stem in JUNK] == []


@pytest.mark.parametrize("shelf", [findings, graphs, targets], ids=lambda m: m.__name__)
def test_every_module_of_a_shelf_fits_its_protocol(shelf: ModuleType) -> None:
    """Modules found by their files have no class that a type checker could hold to a Protocol."""
    protocol = next(
        value for value in vars(shelf).values() if getattr(value, "_is_protocol", False)
    )
    for each in shelf.names():
        module = shelf.load(each)

        assert module.__doc__, each
        for attribute in protocol.__annotations__:
            assert hasattr(module, attribute), f"{each} lacks {attribute}"
        for method, wanted in inspect.getmembers(protocol, inspect.isfunction):
            if not method.startswith("_"):
                fits(getattr(module, method), wanted, each)


def fits(function: object, wanted: object, module: str) -> None:
    """A module's function takes what the protocol's method takes, and gives what that gives."""
    assert inspect.isfunction(function) and inspect.isfunction(wanted), module
    told, asked = inspect.signature(function), inspect.signature(wanted)
    takes = [p.annotation for p in list(asked.parameters.values())[1:]]

    assert [p.annotation for p in told.parameters.values()] == takes, module
    assert told.return_annotation == asked.return_annotation, module


@pytest.mark.parametrize("path", sorted((PACKAGE / "cli" / "commands").glob("[!_]*.py")), ids=name)
def test_every_option_has_help(path: Path) -> None:
    import click

    from nbprod.cli import main

    command = main.get_command(click.Context(main), path.stem.replace("_", "-"))
    assert command is not None
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]

    assert silent == []


def test_folders_of_the_package_are_packages() -> None:
    folders = {path.parent for path in MODULES}

    assert [
        name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()
    ] == []
