"""What the files that `%run` starts leave in a notebook, and the Python that does the same.

IPython runs the file as a program of its own and then gives the notebook all names that it bound.
A package takes those that something reads, or that the notebook itself had bound before.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

from nbprod.analysis import Analysis
from nbprod.extract.statements import shell
from nbprod.extract.statements.joining import apart
from nbprod.extract.statements.missing import GIVEN, starred
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program, program_of
from nbprod.extract.statements.programs import Contents, Launch, contents, file_of, launches
from nbprod.place import CellRef, Span

Place = tuple[int, int]
"""A cell's number and a line in it."""

Launches = Mapping[tuple[CellRef, Span], "Launched"]


@dataclass(frozen=True, slots=True)
class Launched:
    """A `%run` line, its file, and what the notebook takes from it."""

    launch: Launch
    file: Contents | None
    """None where nobody can read it."""
    names: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    """Those that stay as they were where the file does not bind them."""
    holder: str = ""
    """A name that nothing else has, for all that the file binds."""
    starter: str = ""
    """The function that starts it; empty where `runpy` alone does as much."""
    doubts: tuple[str, ...] = ()

    def python(self) -> list[str]:
        """The statements that do what the line does."""
        brought = self.file.names if self.file else {}
        imports = [brought[name] for name in self.names if self._is_import(name)]
        names = [name for name in self.names if not self._is_import(name)]
        if len(names) == 1 and not self.kept:
            return [f"{names[0]} = {self._call()}[{names[0]!r}]", *imports]
        if not names:
            return [f"{self._call()};", *imports]
        takes = (f"{name} = {self.holder}{self._item(name)}" for name in names)
        return [f"{self.holder} = {self._call()}", *imports, *takes]

    def _is_import(self, name: str) -> bool:
        """Whether an import gives the same; beside the notebook a module is found, elsewhere not."""
        line = self.file.names.get(name, "") if self.file else ""
        return bool(line) and (_is_beside(self.launch) or not _asks_for_modules(line))

    def _item(self, name: str) -> str:
        return f".get({name!r}, {name})" if name in self.kept else f"[{name!r}]"

    def _call(self) -> str:
        options, module = self.launch.options, "m" in self.launch.options
        path = self.launch.path
        main = PurePosixPath(path).stem if "n" in options and not module else "__main__"
        if self.starter:
            words = ", ".join(map(shell.text_of, (path, *self.launch.arguments)))
            return f"{self.starter}({words}{_named(main)})"
        if module:
            return f"runpy.run_module({shell.text_of(path)}, run_name='__main__', alter_sys=True)"
        return f"runpy.run_path({shell.text_of(path)}, run_name={main!r})"

    @property
    def imports(self) -> set[str]:
        """What the statements need imported; a starter brings its own."""
        return set() if self.starter else {"import runpy"}


def _named(main: str) -> str:
    return "" if main == "__main__" else f", name={main!r}"


STARTER = '''\
def {starter}(path, *arguments, name="__main__"):
    """Run a file as a program of its own and return the names that it binds."""
    before, folder = sys.argv, os.path.dirname(os.path.abspath(path))
    sys.argv = [path, *arguments]
    sys.path.insert(0, folder)
    try:
        return runpy.run_path(os.path.abspath(path), run_name=name)
    except SystemExit:
        return {{}}
    finally:
        sys.argv = before
        sys.path.remove(folder)
'''
MODULE_STARTER = '''\
def {starter}(module, *arguments):
    """Run a module as a program of its own and return the names that it binds."""
    before = sys.argv
    sys.argv = [module, *arguments]
    try:
        return runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit:
        return {{}}
    finally:
        sys.argv = before
'''


def starters(found: Iterable[Launched]) -> Iterator[str]:
    """The definitions of the functions that start programs, where something asks for them."""
    asked = [each for each in found if each.starter and not each.launch.why]
    for name in dict.fromkeys(each.starter for each in asked):
        modules = [e for e in asked if e.starter == name and "m" in e.launch.options]
        needed = ("runpy", "sys") if modules else ("os", "runpy", "sys")
        text = MODULE_STARTER if modules else STARTER
        yield "".join(f"import {each}\n" for each in needed) + text.format(starter=name)


# -- which names


@dataclass(eq=False)
class _Reading:
    """A notebook whose programs are told apart."""

    analysis: Analysis
    program: Program
    found: list[Launched] = field(default_factory=list)

    @cached_property
    def always(self) -> frozenset[str]:
        """Names that Python, magics and star imports give."""
        magics = (name for _, magic in self.analysis.magics for name in magic.binds)
        stars = (name for piece in self.program.pieces for name in starred(piece.node))
        return GIVEN | {*magics, *stars}

    @property
    def known(self) -> frozenset[str]:
        """Every name that the notebook has, its programs' aside."""
        return self.always | self.program.binders.keys()

    def is_given(self, name: str, at: Place, *, late: bool) -> bool:
        """Whether something else has bound a name where it is read, or may have until then."""
        if name in self.always:
            return True
        told = [e.launch.at for e in self.found if e.file and name in e.file.names]
        bound = [_starts(piece) for piece in self.program.binders.get(name, ())]
        return any(late or where <= at for where in (*told, *bound))

    def is_open(self) -> bool:
        """Whether a star import may give any name as well."""
        what = [what for _, what in self.analysis.flow.doubts]
        return any("*" in each or each == "%pylab" for each in what)

    def readers(self) -> Iterator[tuple[str, Place, bool]]:
        """Each name that is read, where, and whether it is read later than it stands there."""
        for piece in self.program.pieces:
            at = piece.cell.number, piece.node.end_lineno or 0
            yield from ((name, at, False) for name in piece.uses.reads)
            yield from ((name, at, True) for name in piece.uses.late)
        for cell, magic in self.analysis.magics:
            for name, span in magic.reads:
                yield name, (cell.number, span.line), False


def launched(analysis: Analysis) -> Launches:
    """Find what each `%run` line of a notebook leaves there."""
    if not any(magic.name == "run" for _, magic in analysis.magics):
        return {}
    reading = _Reading(analysis, program_of(analysis))
    for launch in launches(analysis, reading.program.binders):
        if _is_inner(launch, reading.program):
            launch = replace(launch, why="stands in a function, and binds names of the notebook")
        if launch.cell not in analysis.record:
            launch = replace(launch, why="stands in a cell that does not parse")
        if launch.is_joined:
            launch = replace(launch, why=apart(launch, analysis))
        file = file_of(launch, analysis) if not launch.why else None
        if file is not None and "m" not in launch.options:
            launch = replace(launch, name=file.path)
        reading.found.append(Launched(launch, contents(file) if file else None))
    read = list(reading.readers())
    told = _guessed(reading, read)
    done = [_settled(each, told.get(each.launch.at, ()), reading, read) for each in reading.found]
    return {(each.launch.cell, each.launch.span): each for each in done}


def _is_inner(launch: Launch, program: Program) -> bool:
    """Whether a line stands in a function or a class."""
    over = [p.node for p in program.pieces if p.cell == launch.cell and _covers(p.node, launch)]
    inner = (part for node in over for part in ast.walk(node))
    return any(isinstance(part, _DEFINES) and _covers(part, launch) for part in inner)


_DEFINES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _covers(node: ast.AST, launch: Launch) -> bool:
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", None) or 0
    return first <= launch.span.line <= last


def _guessed(reading: _Reading, read: list[tuple[str, Place, bool]]) -> dict[Place, list[str]]:
    """Names that nothing else gives, by the line of which nobody knows what its file binds.

    Each is taken from the last such line above the first statement that reads it. What is read
    above all of them was there without: `spark` is a platform's.
    """
    unread = [e for e in reading.found if _is_open(e) and not e.launch.why]
    if not unread or reading.is_open():
        return {}
    first: dict[str, Place] = {}
    before = {name for name, at, late in read if not late and at < unread[0].launch.at}
    for name, at, late in read:
        above = [each.launch.at for each in unread if each.launch.at < at]
        where = above[-1] if above else unread[0].launch.at if late else None
        if where and name not in before and not reading.is_given(name, at, late=late):
            first[name] = min(where, first.get(name, where))
    return {each.launch.at: _of_same(each, unread, first) for each in unread}


def _of_same(each: Launched, unread: list[Launched], first: dict[str, Place]) -> list[str]:
    """Names from a line, and those from lines above that run the same file."""
    same = {e.launch.at for e in unread if e.launch.name == each.launch.name}
    return [name for name, at in first.items() if at in same and at <= each.launch.at]


def _is_open(each: Launched) -> bool:
    return each.file is None or each.file.is_open


def _settled(
    each: Launched, guessed: Iterable[str], reading: _Reading,
    read: list[tuple[str, Place, bool]],
) -> Launched:  # fmt: skip
    at, binders = each.launch.at, reading.program.binders
    wanted = {name for name, where, late in read if late or where > at}
    above = {n: [p for p in pieces if _starts(p) < at] for n, pieces in binders.items()}
    own = each.file.names if each.file else ()
    names = [name for name in own if name in wanted or above.get(name)]
    sure = each.file.sure if each.file else frozenset()
    kept = {name for name in names if name not in sure and _is_bound(above.get(name, ()), name)}
    made = replace(
        each,
        names=tuple(dict.fromkeys((*names, *sorted(guessed)))),
        kept=frozenset(kept),
        holder=_free(PurePosixPath(each.launch.path).stem, reading),
        starter=_starter(each, reading),
    )
    return replace(made, doubts=tuple(_doubts(made, reading)))


def _starts(piece: Piece) -> Place:
    return piece.cell.number, piece.node.lineno


def _is_bound(pieces: Iterable[Piece], name: str) -> bool:
    return any(name in piece.uses.must for piece in pieces)


def _free(stem: str, reading: _Reading) -> str:
    """A name that the notebook has not, by what is run."""
    word = re.sub(r"\W+", "_", stem).strip("_").lower() or "script"
    word = f"script_{word}" if not word.isidentifier() else word
    taken = reading.known | reading.program.readers.keys()
    return word if word not in taken and word not in sys.stdlib_module_names else f"{word}_names"


def _starter(each: Launched, reading: _Reading) -> str:
    """The function that gives a program its own arguments and folder, where it may ask for them."""
    file, launch = each.file, each.launch
    is_plain = file is not None and not launch.arguments and not _ASKS.search(file.text)
    if is_plain and (_is_beside(launch) or not _asks_for_modules(file.text if file else "")):
        return ""
    name = "run_module" if "m" in launch.options else "run_script"
    return name if name not in reading.known else f"{name}_alone"


_ASKS = re.compile(
    r"\b(argv|argparse|optparse|getopt|click|typer|fire|docopt|absl|flags)\b"
    r"|__file__|\b(exit|quit)\(|\bSystemExit\b"
)
"""What asks how a program was called, or ends it."""


def _is_beside(launch: Launch) -> bool:
    """Whether what is run stands in the notebook's own folder, where its modules are found."""
    return "m" in launch.options or len(PurePosixPath(launch.path).parts) == 1


def _asks_for_modules(text: str) -> bool:
    """Whether a text imports what may stand beside its file."""
    roots = re.findall(r"^\s*(?:import|from)\s+(\w+)", text, re.MULTILINE)
    return any(root not in sys.stdlib_module_names for root in roots)


def _doubts(each: Launched, reading: _Reading) -> Iterator[str]:
    if each.launch.why:
        return
    path, file = each.launch.path, each.file
    if file is None:
        yield f"`{path}` cannot be read here: {_taken(each, reading)}"
        return
    if file.is_open:
        yield f"`{path}` may bind names that its text does not show: {_taken(each, reading)}"
    if "get_ipython" in file.text:
        yield f"`{path}` asks for `get_ipython`, which is the notebook's own"
    if each.names and _ENDS.search(file.text):
        yield f"`{path}` may end early by `exit`; in the package all that it bound is lost then"


_ENDS = re.compile(r"\b(exit|quit)\(|\bSystemExit\b")


def _taken(each: Launched, reading: _Reading) -> str:
    if reading.is_open():
        return "a star import may bind any name as well, so none is taken from it"
    rest = "names that it binds anew are not seen"
    told = ", ".join(f"`{name}`" for name in each.names)
    return f"what nothing else binds is taken from it: {told}; {rest}" if told else rest
