"""Emitted Python, modernised and formatted by black."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nbprod.errors import PlanError
from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.files.project_file import oldest

if TYPE_CHECKING:
    from black.mode import Mode


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Files with every Python module as black writes it under the emitted `pyproject.toml`."""
    modules = {path: text for path, text in files.items() if path.endswith(".py")}
    mode, own = style(modules), _packages(modules)
    return {
        path: tidy(text, mode, path, own) if path in modules and text.strip() else text
        for path, text in files.items()
    }


def _packages(modules: Mapping[str, str]) -> frozenset[str]:
    """Packages whose modules are among the files; to import from them is to import one's own."""
    return frozenset(path.split("/")[1] for path in modules if path.startswith("src/"))


def style(modules: Mapping[str, str]) -> Mode:
    """Black takes the versions that it writes for from `requires-python`."""
    from black.mode import Mode, TargetVersion

    floor = int(oldest(modules).partition(".")[2])
    newer = {version for version in TargetVersion if version.value >= floor}
    return Mode(line_length=WIDTH, target_versions=newer)


def styled(text: str, mode: Mode) -> str:
    """A module as black writes it."""
    import black

    return black.format_str(text, mode=mode)


def tidy(text: str, mode: Mode, path: str, own: frozenset[str] = frozenset()) -> str:
    """A module, modernised and styled; one that does not parse is a fault, and is said to be."""
    from black.parsing import InvalidInput

    from nbprod.extract.style.modernising import modernised
    from nbprod.extract.style.uniting import united

    try:
        ast.parse(text)
        done = styled(modernised(text, own), mode)
        if (joined := united(done)) != done:
            done = styled(joined, mode)
        compile(done, path, "exec", dont_inherit=True)
    except (InvalidInput, SyntaxError, ValueError) as error:
        raise PlanError(f"{path}: nbprod wrote a module that does not compile: {error}") from error
    return done
