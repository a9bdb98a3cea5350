"""Statements that bring data from elsewhere and do no more: they become a stage of their own.

Who runs a pipeline again has the data already, and begins below (`--from`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nbprod.analysis import Analysis
from nbprod.extract.decisions.living import is_live
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.flow.record import Define
from nbprod.ledger.fetching import CODE, PROGRAMS
from nbprod.ledger.in_calls import programs
from nbprod.ledger.inventory import sources

_AIDS = re.compile(
    r"(os|pathlib|zipfile|tarfile|shutil|gzip|bz2|lzma|glob|time|logging|tqdm|urllib"
    r"|builtins\.(print|len|str|range|enumerate|zip|sorted|list|open|format|isinstance|int))(\.|$)"
)
"""Modules and builtins that make room for data, unpack it, and tell of it."""

_OF_PROCESS = re.compile(
    r"(os\.(chdir|environ|putenv|unsetenv|umask)|logging\.(disable|basicConfig|captureWarnings))(\.|$)"
    r"|(os|logging)\.set\w+$"
)
"""What sets the state of a process: those below need it, wherever they run."""

_UNPACKS = re.compile(r"(zipfile|tarfile|shutil)\.")
"""Those that read in order to unpack."""

_READERS = re.compile(r"(\.|^)(read|readline|readlines|read_text|read_bytes|split|splitlines)$")

_PROGRAMS = listed(
    "7z 7za bunzip2 bzip2 cat chmod cp du echo gunzip gzip head ls mkdir mv pwd rm tail tar touch tree "
    "unrar unzip wc xz"
) | frozenset(PROGRAMS)
"""Programs that do the same, and those that bring data."""


class Fetching:
    """What the statements of one notebook have to do with data from elsewhere."""

    def __init__(self, analysis: Analysis) -> None:
        """Know the calls that bring files; what others read into memory is read by who needs it."""
        self._names = analysis.names
        self._brought = {id(source.node or source.at) for source in sources(analysis)
                         if source.direction == "in" and source.kind == "download"}  # fmt: skip

    def only_fetches(self, pieces: Sequence[Piece]) -> bool:
        """Whether some of the statements bring data, and the others make room for it or unpack it."""
        calls = (call for piece in pieces for call in self._calls(piece.node, frozenset()))
        return any(id(call) in self._brought for call in calls) and self.serves(pieces)

    def serves(self, pieces: Sequence[Piece]) -> bool:
        """Whether statements do no more than bring data, name places, make room and unpack."""
        return bool(self._brought) and all(self._helps(piece.node) for piece in pieces)

    def _helps(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return False
        calls = list(self._calls(node, frozenset()))
        if isinstance(node, ast.Assign) and is_live(self._names.type_of(node.value)):
            return False  # an open file would have to pass the border
        return all(map(self._aids, calls)) and (bool(calls) or _names_place(node))

    def _aids(self, call: ast.Call) -> bool:
        """Whether a call brings data or helps to, as far as is known; what it reads stays unread."""
        callee, fact = self._names.callee(call), self._names.fact(call)
        if callee.startswith("subprocess.") or callee == "os.system":
            return programs(call, self._names) <= _PROGRAMS
        if id(call) in self._brought:
            return True
        if _OF_PROCESS.match(callee):
            return False
        if self._own(call) is not None:
            return not any(map(self._is_code, (*call.args, *(k.value for k in call.keywords))))
        if _UNPACKS.match(callee):
            return True
        reads = fact is not None and fact.reads
        return not reads and not _READERS.search(callee) and bool(_AIDS.match(callee))

    def _calls(self, node: ast.AST, within: frozenset[int]) -> Iterator[ast.Call]:
        """The calls of a statement, and of the notebook's functions that they run."""
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                yield part
                own = self._own(part)
                if own is not None and id(own.node) not in within:
                    for statement in getattr(own.node, "body", []):
                        yield from self._calls(statement, within | {id(own.node)})

    def _is_code(self, given: ast.expr) -> bool:
        """Whether a program is brought, and no data."""
        return bool(CODE.search(self._names.text(given) or ""))

    def _own(self, call: ast.Call) -> Define | None:
        return self._names.definition(call.func) if isinstance(call.func, ast.Name) else None


def _names_place(node: ast.stmt) -> bool:
    """Whether a statement binds a text, or what is put together of texts and paths."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    named = all(isinstance(target, ast.Name) for target in targets)
    value = node.value if named and isinstance(node, ast.Assign | ast.AnnAssign) else None
    parts = [*ast.walk(value)] if value else []
    return bool(parts) and all(
        isinstance(part.value, str | bool | None)
        for part in parts
        if isinstance(part, ast.Constant)
    )
