"""`%run` lines as IPython reads them, and the files that they name, read as text and never run."""

from __future__ import annotations

import ast
import getopt
import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from nbprod.analysis import Analysis
from nbprod.extract.statements import shell
from nbprod.extract.statements.missing import starred
from nbprod.extract.statements.program import Program, program_of
from nbprod.notebook.model import Cell, Magic, Notebook
from nbprod.place import CellRef, Span

_OPTIONS = "nidtN:b:pD:l:rs:T:em:G"
"""What `%run` takes, as `getopt` writes it. Source: IPython, `ExecutionMagics.run`."""

_JOINED = (".ipynb", ".ipy")
_MOVES = re.compile(r"^\s*%?cd\b|\bchdir\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Launch:
    """One `%run` line."""

    cell: CellRef
    span: Span
    said: str
    """The line as it stands, for people."""
    name: str = ""
    """What is run, as written: a path, with `-m` a module."""
    arguments: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()
    """Letters of its options."""
    why: str = ""
    """Why no program can do what the line does; empty where one can."""

    @property
    def at(self) -> tuple[int, int]:
        """Where it stands, to tell what is above."""
        return self.cell.number, self.span.line

    @property
    def is_joined(self) -> bool:
        """Whether its code runs among the notebook's own names, as if it stood in the cell."""
        return self.name.lower().endswith(_JOINED) or "i" in self.options

    @property
    def paths(self) -> tuple[str, ...]:
        """Files that it may mean, the likeliest first."""
        name = self.name.replace(".", "/") if "m" in self.options else self.name
        return (f"{name}.py",) if "m" in self.options else (name, f"{name}.py")

    @property
    def path(self) -> str:
        """The file that it means where none is found."""
        known = PurePosixPath(self.name).suffix or re.search(r"[{$]", self.name)
        return self.name if known or "m" in self.options else f"{self.name}.py"


def launches(analysis: Analysis, bound: Collection[str] = ()) -> Iterator[Launch]:
    """Every `%run` line of a notebook; `bound` are names that its fields may be filled in from."""
    for cell, magic in analysis.magics:
        if magic.name == "run" and magic.kind == "line":
            launch = _launch(cell, magic, bound)
            elsewhere = analysis.notebook.format == "databricks"
            yield replace(launch, why=_WORKSPACE) if elsewhere else launch


_WORKSPACE = "runs a notebook of the workspace; extract that as a package and import from it"
"""There `%run` names no file. Source: Databricks, "Run a Databricks notebook from another"."""


def _launch(cell: CellRef, magic: Magic, bound: Collection[str]) -> Launch:
    made = Launch(cell, magic.span, f"%run {magic.arguments}".strip())
    if magic.target:
        return replace(made, why="gives None, whatever the file binds")
    try:
        words = shell.words_of(shell.shielded(magic.arguments, bound), comments=False)
        options, rest = getopt.getopt(_ended(words), _OPTIONS)
    except (ValueError, getopt.GetoptError) as error:
        return replace(made, why=f"cannot be read: {error}")
    said = {option[1:]: value for option, value in options}
    rest = [said["m"], *rest] if "m" in said else rest
    if not rest:
        return replace(made, why="names no file")
    made = replace(
        made, name=rest[0], arguments=tuple(rest[1:]), options=frozenset(said)
    )  # fmt: skip
    return replace(made, why=_obstacle(made))


def _ended(words: list[str]) -> list[str]:
    """The words with an end of the options behind `-m MODULE`, where IPython puts one."""
    if "-m" in words and "--" not in words:
        at = words.index("-m") + 2
        return [*words[:at], "--", *words[at:]]
    return words


def _obstacle(launch: Launch) -> str:
    if "d" in launch.options:
        return "waits for a person at the debugger"
    if "G" not in launch.options and any(re.search(r"[*?\[]", w) for w in launch.arguments):
        return "is told patterns of file names; write the files out"
    return ""


# -- files


def named(notebook: Notebook) -> tuple[str, ...]:
    """Paths of the files that a notebook runs, relative to its folder, as far as it names them."""
    if not any("run" in cell.source for cell in notebook.cells if cell.kind == "code"):
        return ()
    found = [launch for launch in launches(Analysis(notebook)) if launch.name]
    return tuple(dict.fromkeys(path for launch in found for path in launch.paths))


def file_of(launch: Launch, analysis: Analysis) -> Notebook | None:
    """The file that a line runs: the one that a cell above wrote, else the one in the folder."""
    above = [cell for cell in analysis.cells if cell.cell.ref.number < launch.cell.number]
    written: Notebook | None = None
    for magic in (magic for each in above for magic in each.masked.magics):
        words = shlex.split(magic.arguments, posix=False) if magic.name in _WRITES else []
        if words and words[-1].strip("'\"") in launch.paths:
            written = script(launch.path, magic.body) if len(words) == 1 else None
    if written is not None:
        return written
    if any(_MOVES.search(each.cell.source) for each in above):
        return None
    return next((analysis.programs[p] for p in launch.paths if p in analysis.programs), None)


_WRITES = ("writefile", "file")


def script(path: str, text: str) -> Notebook:
    """A Python file as a notebook of one cell."""
    return Notebook(path, (Cell(CellRef(0), "code", text),))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says of itself."""

    text: str
    names: Mapping[str, str]
    """The names that it binds, each with the import that alone does so, or nothing."""
    sure: frozenset[str]
    """Those that it binds on every way."""
    is_open: bool
    """Whether it may bind names that its text does not show."""


def contents(file: Notebook) -> Contents | None:
    """Read a file of Python; None where it is none."""
    program = program_of(Analysis(file))
    if not program.analysis.parsed:
        return None
    names: dict[str, str] = {}
    sure: set[str] = set()
    for piece in program.pieces:
        brought = starred(piece.node)
        names.update(dict.fromkeys((*piece.uses.may, *brought), ""))
        sure |= {*piece.uses.must, *brought}
        for gone in piece.uses.deleted:
            names.pop(gone, None)
    told = {name: _import_of(name, program) for name in names if not name.startswith("__")}
    doubts = {what for _, what in program.analysis.flow.doubts}
    is_open = any("*" in what or what in _BINDING for what in doubts)
    text = "".join(cell.source for cell in file.cells)
    return Contents(text, told, frozenset(sure), is_open)


_BINDING = ("exec", "globals", "locals", "vars", "__import__")


def _import_of(name: str, program: Program) -> str:
    """The import that gives a name, if nothing else in the file does."""
    piece = program.only_binder(name)
    match piece.node if piece else None:
        case ast.Import(names=aliases):
            alone = [a for a in aliases if (a.asname or a.name) == name]
            return ast.unparse(ast.Import(alone)) if alone else ""
        case ast.ImportFrom(module=str(module), names=aliases, level=0):
            alone = [a for a in aliases if (a.asname or a.name) == name]
            return ast.unparse(ast.ImportFrom(module, alone, 0)) if alone else ""
    return ""
