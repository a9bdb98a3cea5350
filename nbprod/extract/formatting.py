"""Emitted Python, modernised and formatted; the only door to black on this floor."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nbprod.errors import PlanError
from nbprod.extract import excusing
from nbprod.extract.project_file import oldest

if TYPE_CHECKING:
    from black.mode import Mode

WIDTH = 100


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Files with every Python module as black writes it under the emitted `pyproject.toml`."""
    modules = {path: text for path, text in files.items() if path.endswith(".py")}
    mode, own = _mode(oldest(modules)), _packages(modules)
    return {
        path: tidy(text, mode, path, own) if path in modules and text.strip() else text
        for path, text in files.items()
    }


def _packages(modules: Mapping[str, str]) -> frozenset[str]:
    """Packages whose modules are among the files; to import from them is to import one's own."""
    return frozenset(path.split("/")[1] for path in modules if path.startswith("src/"))


def _mode(python: str) -> Mode:
    """Black takes the versions that it writes for from `requires-python`."""
    from black.mode import Mode, TargetVersion

    floor = int(python.partition(".")[2])
    newer = {version for version in TargetVersion if version.value >= floor}
    return Mode(line_length=WIDTH, target_versions=newer)


def tidy(text: str, mode: Mode, path: str, own: frozenset[str] = frozenset()) -> str:
    """A module as black writes it; one that does not parse is a fault, and is said to be."""
    import black
    from black.parsing import InvalidInput

    from nbprod.extract.modernising import modernised

    try:
        ast.parse(text)
        done = black.format_str(modernised(text, own), mode=mode)
        done = _excused(done, mode)
        compile(done, path, "exec", dont_inherit=True)
    except (InvalidInput, SyntaxError, ValueError) as error:
        raise PlanError(f"{path}: nbprod wrote a module that does not compile: {error}") from error
    return done


def _excused(text: str, mode: Mode) -> str:
    """A module with its excuses beside the lines; at its top where they would not stay there."""
    import black

    beside = excusing.marked(text)
    if beside == text or black.format_str(beside, mode=mode) == beside:
        return beside
    return black.format_str(f"# ruff: noqa: {', '.join(excusing.named(text))}\n\n{text}", mode=mode)
