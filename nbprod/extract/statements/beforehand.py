"""What must have run before something can be imported: settings of the environment, where modules are.

A package imports all it needs before any stage runs. So settings that depend on nothing of the
notebook go to the top of the package; what makes a module findable stays, and so do imports below it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence

from nbprod.extract.statements.importing import imported_roots
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.flow.distributions import is_known
from nbprod.flow.names import Names
from nbprod.flow.side_effects import call_precedes

_MOVES = re.compile(r"chdir\(|environ|putenv|dotenv")
"""What may give another answer to a question about the environment."""

_ASKED = frozenset(
    listed(
        "environ get getenv path abspath dirname expanduser join realpath getcwd cpu_count pathsep "
        "sep format upper lower strip"
    )
)
"""Attributes that an answer may be worked out with, when nothing has run yet."""


def settings_of_the_environment(program: Program, last: int) -> list[Piece]:
    """`os.environ[...] = "..."` and the like, above the last import of a library.

    What was asked for above its setting, or is set twice, has two values in the notebook: it stays.
    """
    above = program.pieces[: last + 1]
    found: list[Piece] = []
    steady = True
    for at, piece in enumerate(above):
        value = _set_in_environment(piece.node)
        alone = value is not None and _is_alone(piece, at, above, program.analysis.names)
        if value is not None and alone and _is_closed(value, _known(program, steady)):
            found.append(piece)
        elif _MOVES.search(_text(piece)):
            steady = False
    return found


def overtaken(program: Program, taken: set[Piece]) -> Iterator[tuple[Piece, str]]:
    """Settings of the environment that are not `taken` to the top, and a library that was imported
    below one for the first time."""
    for at, piece in enumerate(program.pieces):
        if piece not in taken and _set_in_environment(piece.node) is not None:
            before = set(_roots(program.pieces[:at])) | sys.stdlib_module_names
            new = (root for root in _roots(program.pieces[at:]) if root and root not in before)
            if root := next(new, ""):
                set_there = ", ".join(f"`{key}`" for key in sorted(_keys(piece.node)))
                above = f"above the import of `{root}`, which here comes first"
                yield piece, f"the environment has {set_there or 'what it is given'} {above}"


def _is_alone(piece: Piece, at: int, above: Sequence[Piece], names: Names) -> bool:
    """Whether nothing above a setting asks for it, and nothing else sets it."""
    keys = _keys(piece.node)
    twice = any(keys & _keys(other.node) for number, other in enumerate(above) if number != at)
    return not twice and not any(
        _may_ask(other, keys, names)
        for other in above[:at]
        if _set_in_environment(other.node) is None
    )


def _may_ask(piece: Piece, keys: set[str], names: Names) -> bool:
    """Whether a statement may look at a variable: by its name, at all that there are, or unseen.

    A library that many know reads what is its own; what nobody knows may read anything.
    """
    node = piece.node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False  # who calls it asks
    if isinstance(node, ast.Import | ast.ImportFrom):
        return any(not _is_common(root) for root in imported_roots(node))
    if _asks(_text(piece), keys):
        return True
    return any(_asks_unseen(call, keys, names) for call in piece.uses.calls)


def _asks_unseen(call: ast.Call, keys: set[str], names: Names) -> bool:
    own = names.definition(call.func)
    if own is not None:
        inside = ast.unparse(own.node)
        return bool(_READS.search(inside)) or _asks(inside, keys)
    root = names.callee(call).partition(".")[0]
    return bool(root) and root != "builtins" and not _is_common(root)


def _is_common(root: str) -> bool:
    return root in sys.stdlib_module_names or is_known(root)


def _asks(text: str, keys: set[str]) -> bool:
    named = any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) for key in keys)
    placed = not _PLACES.isdisjoint(keys) and _ASKS_PLACES.search(text)
    reads = bool(_READS.search(text)) and (named or bool(_READS_ALL.search(text)))
    return reads or bool(placed) or bool(_STARTS.search(text))


_READS = re.compile(r"environ|getenv|expandvars")
_READS_ALL = re.compile(
    r"environ(?!\w|\s*\[\s*[rbuf]*['\"]|\.(get|setdefault|update|pop)\(\s*[rbuf]*['\"])"
    r"|getenv\((?!\s*[rbuf]*['\"])"
)
_STARTS = re.compile(
    r"\b(subprocess|popen|Popen|check_output|check_call|system|spawn\w*|exec[lv]\w*)\b"
)
"""What starts another process, which is given all of the environment."""
_PLACES = frozenset({"HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "TZ", "PATH", "PYTHONPATH"})
_ASKS_PLACES = re.compile(
    r"expanduser|\bhome\(|tempfile|gettempdir|localtime|which\(|strftime|now\("
)
"""What Python's own functions look up without naming it."""


def _keys(node: ast.stmt) -> set[str]:
    """The variables that a statement sets."""
    if _set_in_environment(node) is None:
        return set()
    texts = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(key)))]):
            return {key}
        case ast.AugAssign(target=ast.Subscript(slice=ast.Constant(value=str(key)))):
            return {key}
    return {text for text in texts if isinstance(text, str)}


def patching_calls(program: Program) -> Iterator[Piece]:
    """Calls that change libraries, above the import of one: `monkey.patch_all()`."""
    for at, piece in enumerate(program.pieces):
        match piece.node:
            case ast.Expr(value=ast.Call(args=args, keywords=keywords) as call):
                changed = call_precedes(program.analysis.names.callee(call))
                plain = all(
                    isinstance(v, ast.Constant) for v in (*args, *(k.value for k in keywords))
                )
                below = set(_roots(program.pieces[at:])) if changed and plain else set()
                if below and ("*" in changed or not below.isdisjoint(changed)):
                    yield piece


def _roots(pieces: Sequence[Piece]) -> Iterator[str]:
    """The libraries that statements import."""
    for piece in pieces:
        yield from imported_roots(piece.node)


def _known(program: Program, steady: bool) -> set[str]:
    """Names whose meaning is clear before anything runs; of `os` only while nothing changed it."""
    return ({"str", "int"} - program.binders.keys()) | ({"os"} if steady else set())


def _is_closed(value: ast.expr, known: set[str]) -> bool:
    return all(
        part.id in known if isinstance(part, ast.Name) else part.attr in _ASKED
        for part in ast.walk(value)
        if isinstance(part, ast.Name | ast.Attribute)
    )


def _set_in_environment(node: ast.stmt) -> ast.expr | None:
    """What decides what a statement puts into `os.environ`; None for any other statement."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=whole, slice=ast.Constant())], value=value):
            return value if _is_environment(whole) else None
        case ast.AugAssign(target=ast.Subscript(value=whole, slice=ast.Constant()), value=value):
            return ast.Tuple([whole, value]) if _is_environment(whole) else None
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=whole, attr="setdefault" | "update"),
                args=args,
                keywords=[],
            )
        ):
            return ast.Tuple([whole, *args]) if _is_environment(whole) else None
    return None


def _is_environment(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
            return True
    return False


def late_modules(program: Program) -> dict[int, tuple[Piece | None, dict[str, Piece]]]:
    """By position: what changed where modules are found, and modules that statements have written."""
    written: dict[str, Piece] = {}
    moved: Piece | None = None
    found: dict[int, tuple[Piece | None, dict[str, Piece]]] = {}
    for piece in program.pieces:
        found[id(piece.node)] = moved, dict(written)
        text = _text(piece)
        if moved is None and _FINDS.search(text):
            moved = piece
        written.update(dict.fromkeys(_puts_there(text), piece))
    return found


_FINDS = re.compile(r"sys\.(path|meta_path)|chdir\(")
"""What changes where modules are found."""


def made_modules(program: Program) -> frozenset[str]:
    """Modules that the notebook itself writes or downloads: no distribution has them."""
    return frozenset(name for piece in program.pieces for name in _puts_there(_text(piece)))


def _puts_there(text: str) -> list[str]:
    """The modules whose files a statement writes or fetches, as far as it names them."""
    return re.findall(r"(\w+)\.py\b", text) if _PUTS.search(text) else []


_PUTS = re.compile(r"write|download|urlretrieve|wget|curl")


def late_roots(program: Program) -> frozenset[str]:
    """The modules that are imported only below a change of where modules are found."""
    late = late_modules(program)
    below: dict[str, bool] = {}
    for piece in program.pieces:
        for part in ast.walk(piece.node):
            for root in imported_roots(part):
                below[root] = below.get(root, True) and late[id(piece.node)][0] is not None
    return frozenset(root for root, is_below in below.items() if is_below)


def blind_stars(program: Program, stars: list[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Star imports of modules that exist only once another statement has run, and that statement."""
    late = late_modules(program) if stars else {}
    for star in stars:
        moved, written = late[id(star.node)]
        roots = [n.module or "" for n in ast.walk(star.node) if isinstance(n, ast.ImportFrom)]
        cause = next((written[r] for r in roots if r in written), moved)
        if cause is not None:
            yield star, cause


def _text(piece: Piece) -> str:
    return piece.source.text[piece.code : piece.end]
