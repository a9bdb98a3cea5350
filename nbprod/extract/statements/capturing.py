"""What `%%capture out` and `x = !command` bind, where they are asked in ways that only IPython answers.

In the package they are the `io.StringIO` that kept a cell's lines, or IPython's own object where a
cell asks for more, and the plain list of a command's lines. What has the same meaning in the standard
library is written so; the rest is said, and so is what asks a display for its handle.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from itertools import takewhile

from nbprod.extract.statements.importing import imported_roots
from nbprod.extract.statements.indenting import indented
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece, Splice
from nbprod.flow.names import Names
from nbprod.notebook.model import Notebook

_SAID = "print({}.getvalue(), end='')"
_CAPTURED = {"stdout": "{}.getvalue()"}
_LINES = {
    "l": "{}",
    "list": "{}",
    "n": "'\\n'.join({})",
    "nlstr": "'\\n'.join({})",
    "s": "' '.join({})",
    "spstr": "' '.join({})",
}
_LINES_ALONE = listed("grep fields sort p paths get_list get_nlstr get_paths get_spstr")
_RUN = {"stdout", "stderr", "text", "check"}


def plainly(piece: Piece, names: Names) -> Iterator[Splice]:
    """A statement's questions to what was captured, as the standard library has them."""
    for node in ast.walk(piece.node):
        name, template = _asked(node, names)
        if name is not None and template and piece.source.holds(name):
            yield Splice(*piece.source.span(node), template.format(name.id))


def unanswered(piece: Piece, names: Names) -> Iterator[str]:
    """Questions to what was captured that the package cannot answer as IPython does."""
    for node in ast.walk(piece.node):
        match node:
            case ast.Attribute(
                value=ast.Name() as name, attr=attr
            ) if attr in _LINES_ALONE and _is_lines(name, names):
                yield f"`{name.id}.{attr}` is IPython's; here the lines of a command are a plain list"
            case ast.Attribute(value=ast.Name() as name, attr=attr) if _is_handle(name, names):
                what = "is of what a notebook displayed; outside of one `display` gives None"
                yield f"`{name.id}.{attr}` {what}, and what asks it fails"


def _asked(node: ast.AST, names: Names) -> tuple[ast.Name | None, str]:
    """The name of which a node asks something, and how to ask it of the standard library."""
    match node:
        case ast.Attribute(value=ast.Name() as name, attr=attr) if attr in _CAPTURED:
            return name, _CAPTURED[attr] if _is_captured(name, names) else ""
        case ast.Attribute(value=ast.Name() as name, attr=attr) if attr in _LINES:
            return name, _LINES[attr] if _is_lines(name, names) else ""
        case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="show"), args=[]):
            return name, _SAID if _is_captured(name, names) else ""
        case ast.Call(func=ast.Name() as name, args=[]):
            return name, _SAID if _is_captured(name, names) else ""
    return None, ""


def _is_handle(node: ast.Name, names: Names) -> bool:
    """Whether a name is what `display(x, display_id=True)` gave, by which it is shown anew."""
    found = names.binding(node)
    match found.value if found and found.how == "assign" else None:
        case ast.Call(func=func, keywords=ways) as call if any(k.arg == "display_id" for k in ways):
            own = isinstance(func, ast.Name) and func.id == "display" and not names.bindings(func)
            return own or names.callee(call) == "IPython.display.display"
    return False


def _is_captured(node: ast.Name, names: Names) -> bool:
    """Whether a name is what `%%capture` gave, as `translating` writes it."""
    found = names.binding(node)
    match found.value if found and found.how == "with" else None:
        case ast.Call(args=[ast.Call() as kept]) as call:
            around = names.callee(call), names.callee(kept)
            return around == ("contextlib.redirect_stdout", "io.StringIO")
    return False


def _is_lines(node: ast.Name, names: Names) -> bool:
    """Whether a name is what `x = !command` gave, as `translating` writes it."""
    found = names.binding(node)
    match found.value if found and found.how == "assign" else None:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Attribute(value=ast.Call(keywords=ways) as call, attr="stdout"),
                attr="splitlines",
            )
        ):
            return names.callee(call) == "subprocess.run" and {k.arg for k in ways} == _RUN
    return False


def captured(text: str, keeper: str, name: str, again: str) -> str:
    """A text in blocks that keep what it prints; star imports, which no block can hold, between them.

    A second block goes on with what the first one kept, which `again` says; where that cannot be
    said, a star import below a statement stays inside.
    """
    *above, last = _between_stars(text)
    work = [part for part in above if not _only_imports(part)]
    if work and not again:
        work, above, last = [], [], text
    target = f" as {name}" if name else ""
    found: list[str] = []
    for part in (*above, last):
        if part in work or (part is last and (_statements(part) != [] or (name and not work))):
            body = indented(part.strip("\n") or "pass", "    ")
            part = f"with {keeper}{target}:\n{body}"
            keeper, target = again, ""
        found.append(part)
    return "\n".join(part for part in found if part.strip())


def _only_imports(text: str) -> bool:
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in _statements(text) or ())


def _between_stars(text: str) -> list[str]:
    """A text cut below the standard modules that it begins with, which say nothing as they are
    imported, and above and below its star imports."""
    lines, found = text.split("\n"), list[str]()
    at = _end_of_standard(text)
    found += ["\n".join(lines[:at])] if at else []
    for node in _statements(text) or ():
        if isinstance(node, ast.ImportFrom) and _STAR.fullmatch(lines[node.lineno - 1]):
            found += ["\n".join(lines[at : node.lineno - 1]), lines[node.lineno - 1]]
            at = node.lineno
    return [*found, "\n".join(lines[at:])]


def _end_of_standard(text: str) -> int:
    """How many lines the imports of standard modules take that a text begins with."""
    nodes = _statements(text) or []
    leading = list(takewhile(_is_standard, nodes))
    shares = leading and leading[-1].end_lineno in {n.lineno for n in nodes[len(leading) :]}
    return (leading[-1].end_lineno or 0) if leading and not shares else 0


def _is_standard(node: ast.stmt) -> bool:
    """Whether a statement imports standard modules, and no star, which has a place of its own."""
    star = isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
    roots = set() if star else set(imported_roots(node))
    return bool(roots) and roots <= _SILENT


_SILENT = sys.stdlib_module_names - {"this", "antigravity"}
"""What is imported without a word; the other two are there to show themselves."""


def _statements(text: str) -> list[ast.stmt] | None:
    """The statements of a text; None where it does not parse, which is said elsewhere."""
    try:
        return ast.parse(text).body
    except SyntaxError:
        return None


_STAR = re.compile(r"from [\w.]+ import \*[ \t]*")


def asks_ipython(name: str, notebook: Notebook) -> bool:
    """Whether a cell asks what `%%capture name` bound for more than the lines that were printed."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.kind == "code")
    other = rf"(?<![\w.]){re.escape(name)}\b(?!\.stdout\b|\.show\(\)|\(\)|\s*=[^=])"
    return bool(re.search(other, re.sub(r"(?m)^%%capture\b.*$", "", code)))
