"""The top of an emitted module: its docstring and the imports that its code uses, no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from nbprod.extract.decisions.borrowing import (
    GUESSER,
    SAVER,
    WRITER,
    guesser_name,
    logger_of,
    saver_name,
    writer_name,
)
from nbprod.extract.decisions.drafting import Draft
from nbprod.extract.decisions.imports import PINNED, ImportLine
from nbprod.extract.decisions.known_modules import STANDARD
from nbprod.extract.decisions.measuring import WIDTH
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.searching import FINDER, FOUND


class Header:
    """Collects what a module uses while its text is made."""

    def __init__(self, module: str, made: Draft) -> None:
        self._module = module
        self._made = made
        self._lines: dict[ImportLine, None] = {}
        self._silent: set[ImportLine] = set()
        self._blocks: dict[Piece, None] = {}
        self._plain: dict[str, None] = {}
        self._own: set[str] = set()
        self._star = False
        self._logs = False

    def uses(self, piece: Piece) -> None:
        """Import what a statement reads."""
        uses, imports = piece.uses, self._made.work.imports
        for name in dict.fromkeys((*uses.every, *uses.texts)):
            if name == "display" and name not in self._made.program.binders:
                continue
            for line in imports.lines.get(name, ()):
                self._lines[line] = None
                if name not in uses.every:
                    self._silent.add(line)
            if name in imports.blocks:
                block = imports.blocks[name]
                self._blocks[block] = None
                for inner in block.uses.every:
                    self._lines.update(dict.fromkeys(imports.lines.get(inner, ())))
            module = self._made.modules.get(name)
            if module and module != self._module:
                line = self._own_line(module, name)
                self._lines[line] = None
                if name not in uses.every:
                    self._silent.add(line)
            if imports.stars and name not in self._made.program.binders:
                self._star = True

    def sees(self, text: str) -> None:
        """Import what the emitted text itself needs."""
        for name, naming in _BORROWED.items():
            bound = naming(self._made.program)
            if f"{bound}(" in text:
                self._lines[self._own_line("figures", name, bound)] = None
        if FOUND in text:
            self._lines[ImportLine("dotenv", FINDER, FINDER)] = None
        if re.search(r"(?<![\w.])display\(", text) and "display" not in self._made.program.binders:
            self._lines[ImportLine("IPython.display", "display", "display")] = None
        elif re.search(r"(?<![\w.])display\(", text):
            for line in self._made.work.imports.lines.get("display", ()):
                self._lines[line] = None
        logs = 'logger.info("' in text and "logger" not in self._made.program.binders
        if logs or f"{logger_of(self._made.program)}(__name__).info(" in text:
            self._plain[self._logging()] = None
            self._logs = self._logs or logs

    def _logging(self) -> str:
        whole = logger_of(self._made.program).startswith("logging.")
        return "import logging" if whole else "from logging import getLogger"

    def drops_unused(self, code: str) -> None:
        """Keep the imports alone that the module's code names; annotations name some as well."""
        read, hinted = names_in(code)
        self._silent = {line for line in self._silent if line.bound not in read}
        for name in hinted:
            for line in self._made.work.imports.lines.get(name, ()):
                self._lines[line] = None
            module = self._made.modules.get(name)
            if module and module != self._module:
                self._lines[self._own_line(module, name)] = None
        kept = {
            line: None
            for line in self._lines
            if line.bound in read | hinted or line in self._silent
        }
        self._lines = kept

    def defines(self, name: str) -> None:
        """Note a name of the module's own."""
        self._own.add(name)

    def takes_config(self) -> None:
        """Import the configuration's type."""
        self._lines[self._own_line("config", "Config")] = None

    def adds(self, line: str) -> None:
        """Import by a line that the notebook does not have."""
        self._plain[line] = None

    def _own_line(self, module: str, name: str, bound: str = "") -> ImportLine:
        """What comes from the package itself, by the way from this module to that one."""
        return ImportLine(f".{'.' * self._module.count('.')}{module}", name, bound or name)

    def annotation(self, kind: str) -> str:
        """How a module writes a type; empty where it cannot without a further import."""
        if kind.startswith("builtins."):
            name = kind.removeprefix("builtins.")
            return name if name in ("str", "int", "float", "bool", "dict", "list", "set") else ""
        root, _, rest = kind.partition(".")
        for line in self._made.work.imports.lines.get(_ALIASES.get(root, root), ()):
            if not line.name and line.module == root and kind in _WRITTEN:
                self._lines[line] = None
                return f"{line.bound}.{rest}"
        return ""

    def text(self, docstring: str = "") -> str:
        """The top of the module; one whose only function says it all needs no docstring."""
        parts: list[str] = []
        if docstring:
            parts.append(f'"""{docstring.replace(chr(92), "").replace(chr(34), chr(39))}"""\n')
        futures = self._made.work.imports.futures
        if futures:
            parts.append(f"from __future__ import {', '.join(futures)}\n")
        groups: dict[int, list[str]] = {0: [], 1: [], 2: []}
        below = self._made.work.imports.below if self._star else {}
        for module, text in self._statements(line for line in self._lines if line not in below):
            groups[self._group(module)].append(text)
        for line in self._plain:
            if line not in groups[0]:
                groups[0].append(line)
        # What the notebook defines hides what a star brings, so it is imported below the star.
        own = [_sorted(groups.pop(2))] if self._star and groups[2] else []
        parts += [_sorted(lines) for lines in groups.values() if lines]
        tidy = self._made.lowering.tidy
        for block in self._blocks:
            parts.append(block.text(tidy.get(block, ())) + "\n")
        parts += ["".join(self._stars())] if self._star else []
        parts += [part.replace("\n", f"{PINNED}\n") for part in own]
        if self._logs:
            parts.append(f"logger = {logger_of(self._made.program)}(__name__)\n")
        return "\n".join(parts)

    def _stars(self) -> Iterator[str]:
        """Star imports, and those below them in the notebook, in its order: the last one wins."""
        order, imports = self._made.program.order, self._made.work.imports
        below: dict[Piece, list[ImportLine]] = {star: [] for star in imports.stars}
        for line in self._lines:
            if piece := imports.below.get(line):
                below.setdefault(piece, []).append(line)
        for piece in sorted(below, key=order.__getitem__):
            if lines := below[piece]:
                yield "".join(f"{text}{PINNED}\n" for _, text in self._statements(lines))
            else:
                pinned = "" if isinstance(piece.node, ast.Try) else PINNED
                yield f"{piece.text(self._made.lowering.tidy.get(piece, ()))}{pinned}\n"

    def _group(self, module: str) -> int:
        root = module.partition(".")[0]
        if module.startswith("."):
            return 2
        return 0 if root in STANDARD else 1

    def _statements(self, lines: Iterable[ImportLine]) -> Iterable[tuple[str, str]]:
        taken: dict[str, list[ImportLine]] = {}
        for line in lines:
            if line.name:
                taken.setdefault(line.module, []).append(line)
            else:
                yield line.module, self._remarked(line.text, [line])
        for module, those in taken.items():
            names = sorted({_taken(line) for line in those}, key=_by_kind)
            yield module, self._remarked(f"from {module} import {', '.join(names)}", those)

    def _remarked(self, text: str, lines: Sequence[ImportLine]) -> str:
        """An import under what the notebook says of it; one short remark may stand beside it."""
        remarks: dict[str, bool] = {}
        for line in lines:
            remarks |= self._made.work.imports.remarks.get(line, {})
        alone = len(lines) == 1 and list(remarks.values()) == [True]
        if alone and len(beside := f"{text}  {next(iter(remarks))}") <= WIDTH:
            return beside
        return "".join(f"{said}\n" for said in remarks) + text


def names_in(code: str) -> tuple[set[str], set[str]]:
    """The names that code reads, and those that annotations of local variables name."""
    read: set[str] = set()
    hinted: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.add(node.id)
        elif isinstance(node, ast.AnnAssign):
            parts = ast.walk(node.annotation)
            hinted.update(part.id for part in parts if isinstance(part, ast.Name))
    return read, hinted


_WRITTEN = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray"})
"""Types that a reader expects to see by their public names."""

_BORROWED = {SAVER: saver_name, WRITER: writer_name, GUESSER: guesser_name}
"""What comes from the package's `figures.py`, and what the notebook's code calls it."""

_ALIASES = {"pandas": "pd", "numpy": "np"}


def _taken(line: ImportLine) -> str:
    return line.name if line.bound == line.name else f"{line.name} as {line.bound}"


def _by_kind(name: str) -> tuple[int, str, str]:
    """Constants, then classes, then the rest, as import sorters have it."""
    plain = name.partition(" as ")[0]
    kind = 0 if plain.isupper() and len(plain) > 1 else 1 if plain[:1].isupper() else 2
    return kind, plain.lower(), name


def _sorted(lines: Iterable[str]) -> str:
    return "\n".join(sorted(lines, key=_order)) + "\n"


def _order(line: str) -> tuple[int, str]:
    """`import a` before `from a import b`, each by module and not by what is said above it."""
    plain = line.rpartition("\n")[2]
    return (1 if plain.startswith("from") else 0, plain.lower())
