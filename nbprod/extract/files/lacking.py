"""Versions in which what the package imports does not exist, so that they are not to be pinned.

A library is looked at and never imported: where is the module's file, and does it name what is
taken? Whatever can make names as it runs is trusted to make this one.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

from nbprod.extract.files.environment import Environment
from nbprod.extract.files.requirements import pinned_here
from nbprod.extract.plan import Doubt, Plan, Taken


def fitting(plan: Plan, here: Environment) -> tuple[Plan, Environment]:
    """The plan with a doubt for each import that a pinned version lacks, and without these versions."""
    doubts: list[Doubt] = []
    gone: set[str] = set()
    for taken in plan.taken:
        name = pinned_here(taken.module.partition(".")[0], plan.installs, here)
        if name and _lacks(here, taken):
            what = (
                f"`{taken.dotted}` is not in {name} {here.versions[name]}, which is installed here"
            )
            told = "that version is not asked for; name one that has it in `pyproject.toml`"
            doubts.append(Doubt(taken.cell, f"{what}: {told}"))
            gone.add(name)
    versions = {name: v for name, v in here.versions.items() if name not in gone}
    every = tuple(sorted([*plan.doubts, *doubts], key=lambda doubt: doubt.cell))
    return replace(plan, doubts=every), replace(here, versions=versions)


def _lacks(here: Environment, taken: Taken) -> bool:
    """Whether an environment surely has no such module, or no such name in it."""
    root, *below = taken.module.split(".")
    folder = next((p / root for p in map(Path, here.paths) if (p / root).is_dir()), None)
    if folder is None:
        return False
    for number, part in enumerate(below, 1):
        if _makes_modules(folder):
            return False
        if not (folder / part).is_dir():
            file, is_last = folder / f"{part}.py", number == len(below)
            # What is in a module that is one file may be made by it: `six.moves`.
            return not _is_module(folder, part) or (is_last and _names_not(file, taken.name))
        folder = folder / part
    return not _is_module(folder, taken.name) and _names_not(folder / "__init__.py", taken.name)


def _is_module(folder: Path, name: str) -> bool:
    """Whether a folder has a module, whatever it is written in."""
    return (folder / name).is_dir() or any(folder.glob(f"{name}.*"))


def _makes_modules(folder: Path) -> bool:
    text = _text(folder / "__init__.py")
    return text is None or bool(_MODULES.search(text))


def _names_not(file: Path, name: str) -> bool:
    """Whether a module does not write a name, nor can make it."""
    text = _text(file)
    if text is None or not name or name.startswith("__"):
        return False
    if not re.search(rf"\b{name}\b", text):
        return not _MAKES.search(text)
    return "__getattr__" in text and _refuses(text, name)


_MODULES = re.compile(r"__path__|sys\.modules|LazyModule")
_MAKES = re.compile(
    rf"{_MODULES.pattern}|import\s*\(?\s*\*|__getattr__|\b(globals|locals|vars|setattr|exec)\s*\("
)
"""What may bring a name that a module does not write."""


def _refuses(text: str, name: str) -> bool:
    """Whether a module says of a name only that it is gone: `if name == "load_boston": raise ...`."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    refused = {id(part) for node in tree.body for part in _refused(node, name)}
    named = {id(node) for node in ast.walk(tree) if _is_named(node, name)}
    return bool(refused) and named <= refused


def _refused(node: ast.stmt, name: str) -> list[ast.AST]:
    """The parts of the branch in which a module's `__getattr__` raises for a name."""
    match node:
        case ast.FunctionDef(name="__getattr__", args=ast.arguments(args=[ast.arg(arg=asked)])):
            branches = [each for each in node.body if isinstance(each, ast.If)]
            return [
                part for each in branches if _raises(each, asked, name) for part in ast.walk(each)
            ]
    return []


def _raises(branch: ast.If, asked: str, name: str) -> bool:
    """Whether a branch is for one name, and ends in nothing but an error."""
    gives = any(isinstance(part, ast.Return) for part in ast.walk(branch))
    match branch:
        case ast.If(
            test=ast.Compare(
                left=ast.Name(id=left), ops=[ast.Eq()], comparators=[ast.Constant(value=right)]
            ),
            body=[*_, ast.Raise()],
        ):
            return (left, right) == (asked, name) and not gives
    return False


def _is_named(node: ast.AST, name: str) -> bool:
    """Whether a node binds or lists a name."""
    match node:
        case ast.Name(id=said) | ast.alias(name=said) | ast.Constant(value=str(said)):
            return said == name
        case ast.alias(asname=str(said)) | ast.FunctionDef(name=said) | ast.ClassDef(name=said):
            return said == name
    return False


def _text(path: Path) -> str | None:
    """What a file says; none where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return None
