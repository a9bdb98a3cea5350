"""Lint rules that an emitted module keeps breaking, since mending them would change what it does.

A blind `except`, a file that nobody closes, `"%d" % x`: the notebook's author wrote them, they work,
and whether they should stay is for the new owner to say. ruff itself says which rules are broken
under the package's own settings, and excuses each at its line, as it does for any code that meets a
linter for the first time (`ruff check --add-noqa`). So the package starts clean, nothing new slips in
unseen, and the debts can be searched for.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from nbprod.errors import PlanError
from nbprod.extract.plan import Package
from nbprod.extract.style.formatting import style, styled

COMMAND = (sys.executable, "-m", "ruff", "check", "--no-cache", "--quiet", "--add-noqa", ".")
_EXCUSE = re.compile(r"  # noqa: ([A-Z0-9, ]+)$", re.MULTILINE)


def excused(package: Package) -> Package:
    """A package with an excuse beside each line that needs one.

    Raises PlanError where ruff cannot be run.
    """
    files = dict(package.files)
    marked = _marked({p: t for p, t in files.items() if p.endswith((".py", "pyproject.toml"))})
    mode = style({path: text for path, text in files.items() if path.endswith(".py")})
    for path, beside in marked.items():
        if beside != files[path]:
            before = files[path]
            steady = _says_the_same(before, beside) and styled(beside, mode) == beside
            files[path] = beside if steady else styled(_at_the_top(before, beside), mode)
    return Package(files)


def _marked(files: Mapping[str, str]) -> dict[str, str]:
    """Files as ruff leaves them, in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="nbprod-extract-") as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        done = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PlanError(f"ruff could not be asked about the package: {done.stderr.strip()}")
        return {path: Path(folder, path).read_bytes().decode("utf-8") for path in files}


def _says_the_same(before: str, beside: str) -> bool:
    """Whether excuses stand beside the code: ruff puts them into a text that a backslash goes on."""
    try:
        return ast.dump(ast.parse(before)) == ast.dump(ast.parse(beside))
    except SyntaxError:
        return False


def _at_the_top(before: str, beside: str) -> str:
    """The excuses of a module where there is no room for them beside its lines."""
    new = set(_codes(beside)) - set(_codes(before))
    return f"# ruff: noqa: {', '.join(sorted(new))}\n\n{before}"


def _codes(text: str) -> list[str]:
    return [code for said in _EXCUSE.findall(text) for code in said.split(", ")]
