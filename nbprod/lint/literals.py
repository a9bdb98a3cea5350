"""Literal texts of a notebook and what each is used for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal

from nbprod.analysis import Analysis, once
from nbprod.flow.record import Call, Record, Text
from nbprod.lint.shell import commands
from nbprod.notebook.model import Magic
from nbprod.place import CellRef, Span
from nbprod.values import set_once

Role = Literal["argument", "assigned", "setting", "element", "shell", "magic", "other"]


@set_once(frozen=True, slots=True, eq=False)
class Written:
    """A literal text in code, in a magic or in a shell line."""

    cell: CellRef
    at: ast.AST | Span
    text: str
    """Folded: parts that cannot be read stand as `{name}`."""
    role: Role = "other"
    call: Call | None = None
    """The call whose argument it is, or is a part of."""
    name: str = ""
    """The keyword, or the name it is assigned to; of a shell word, the command."""
    whole: bool = False
    """Whether it is all of the argument or of the assigned value, not a part."""
    join: ast.BinOp | None = None
    """The sum, or the path joined by `/`, that it is a part of: `folder + "/a.csv"`."""


Use = tuple[Written, ast.BinOp | None]
"""What a text is used for, and the join that it is a part of."""


@once
def literals(notebook: Analysis) -> tuple[Written, ...]:
    """Every literal text, in document order."""
    found = [*_in_python(notebook), *_in_magics(notebook)]
    return tuple(sorted(found, key=lambda written: written.cell.number))


def _in_python(notebook: Analysis) -> Iterator[Written]:
    for record in notebook.records:
        if record.strings:
            uses = _uses(record)
            for text in record.strings:
                yield _written(text, uses, notebook)


def _written(text: Text, uses: dict[int, Use], notebook: Analysis) -> Written:
    folded = notebook.names.text(text.node) or ""
    known = uses.get(id(text.node))
    cell = text.inside.cell
    if known is None:
        return Written(cell, text.node, folded)
    use, join = known
    whole = use.at is text.node
    return Written(cell, text.node, folded, use.role, use.call, use.name, whole, join)


def _uses(record: Record) -> dict[int, Use]:
    """What each text of a cell is used for, by the identity of its node; inner calls first."""
    uses: dict[int, Use] = {}

    def note(
        expression: ast.expr,
        role: Role,
        call: Call | None = None,
        name: str = "",
        whole: ast.AST | None = None,
    ) -> None:
        kind = type(expression)
        if kind in _TEXTLESS or (kind is ast.Constant and type(expression.value) is not str):  # type: ignore[attr-defined]
            return
        use = None
        for leaf, join in ((expression, None),) if kind is ast.Constant else _parts(expression):
            use = use or Written(record.cell, whole or expression, "", role, call, name)
            uses.setdefault(id(leaf), (use, join))

    for call in record.calls:
        for value in call.node.args:
            note(value, "argument", call)
        for keyword in call.node.keywords:
            note(keyword.value, "argument", call, keyword.arg or "")
    fields: set[ast.stmt] = set()
    for node, _ in record.nodes:
        if type(node) not in _USING:
            continue
        if isinstance(node, ast.ClassDef):
            fields.update(node.body if _holds_settings(node) else ())
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if node.value is not None:
                role: Role = "setting" if node in fields else "assigned"
                note(node.value, role, None, _target(target))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for name, default in _defaults(node.args):
                note(default, "assigned", None, name)
        elif isinstance(node, ast.For):
            note(node.iter, "element", None, _target(node.target), node)
    return uses


_USING = frozenset({ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.For})
_USING |= {ast.ClassDef}
"""Statements that give a text to a name, which of all recorded nodes are few."""


def _holds_settings(node: ast.ClassDef) -> bool:
    """Whether a class is configuration: a frozen dataclass, whose fields have defaults."""
    return any(
        isinstance(made, ast.Call)
        and ast.unparse(made.func).endswith("dataclass")
        and any(k.arg == "frozen" and getattr(k.value, "value", 0) is True for k in made.keywords)
        for made in node.decorator_list
    )


_TEXTLESS = frozenset({ast.Name, ast.Attribute, ast.Subscript, ast.Compare, ast.Lambda})
"""Expressions without `leaves`, which most arguments are."""


def leaves(node: ast.expr | None) -> Iterator[ast.expr]:
    """The literal texts that an expression is put together from."""
    for leaf, _ in _parts(node):
        yield leaf


def _parts(
    node: ast.expr | None, join: ast.BinOp | None = None
) -> Iterator[tuple[ast.expr, ast.BinOp | None]]:
    """The same, each with the outermost join that it is a part of."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield node, join
        case ast.BinOp():
            joins = join or (node if isinstance(node.op, (ast.Add, ast.Div)) else None)
            yield from _parts(node.left, joins)
            yield from _parts(node.right, joins)
        case ast.IfExp():
            yield from _parts(node.body, join)
            yield from _parts(node.orelse, join)
        case ast.BoolOp():
            for value in node.values:
                yield from _parts(value, join)
        case ast.List() | ast.Tuple() | ast.Set():
            for element in node.elts:
                yield from _parts(element)
        case ast.Dict():
            for value in node.values:
                yield from _parts(value)
        case ast.Call(func=ast.Attribute(value=ast.Constant() | ast.JoinedStr() as text)):
            yield from _parts(text, join)
        case ast.Starred() | ast.Await() | ast.NamedExpr():
            yield from _parts(node.value, join)


def _target(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
    return ""


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    plain = [*arguments.posonlyargs, *arguments.args]
    for parameter, default in zip(reversed(plain), reversed(arguments.defaults), strict=False):
        yield parameter.arg, default
    for parameter, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is not None:
            yield parameter.arg, value


_WORD = re.compile(r"""(?:[^\s"'|;&<>()=`,{]|\\.|\{[^\s{}"']*\}|\{)+""")
_HEREDOC = re.compile(r"(?<!<)<<(?!<)-?\s*(['\"]?)(\w+)\1")
_COMMENT = re.compile(r"(?:^|\s)#")
_NEXT = re.compile(r"\|\|?|&&?|;|\bdo\b|\bthen\b")
_START = re.compile(r"\s*(?:\w+\s*=\s*)?(?:!!?|%{1,2}\w+)\s*")

PREFIXES = frozenset({"sudo", "time", "nohup", "exec"})
"""Words that stand before a program's name."""

PATTERNS = frozenset({"-name", "-iname", "-path", "--include", "--exclude"})
"""Options that take a pattern of names, wherever these lie."""

WRAPPERS = frozenset({"aws", "gsutil", "gcloud", "hadoop", "hdfs", "az"})
"""Programs whose sub-command says what is done: `aws s3 cp`, `gsutil -m cp`."""

VERBS = frozenset({"cp", "mv", "rm", "sync", "cat", "ls", "rsync", "mb", "rb", "mkdir"})


def _in_magics(notebook: Analysis) -> Iterator[Written]:
    for cell, magic in notebook.magics:
        if any(True for _ in commands(magic)):
            lines = notebook.notebook.cells[cell.number].source.split("\n")
            yield from _in_shell(cell, magic, lines)
        else:
            yield from _arguments(cell, magic)


def _in_shell(cell: CellRef, magic: Magic, lines: list[str]) -> Iterator[Written]:
    """The words of shell commands, each on its own line, with the program they are given to."""
    program, goes_on = "", False
    for number, text in _commands(magic, lines):
        span = Span(number, 0, number, len(lines[number - 1]))
        for part, segment in enumerate(_NEXT.split(text)):
            words = _WORD.findall(segment)
            if not (goes_on and part == 0):
                program, words = _program(words)
            for option, word in zip(("", *words), words, strict=False):
                if option not in PATTERNS:
                    yield Written(cell, span, word, "shell", None, program)
        goes_on = text.rstrip().endswith("\\")


def _commands(magic: Magic, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines of shell with their numbers, without comments and without the texts of here-documents."""
    first, is_cell = magic.span.line, magic.kind == "cell"
    last = first + magic.body.count("\n") + 1 if is_cell else magic.span.end_line
    end = ""
    for number in range(first + is_cell, min(last, len(lines)) + 1):
        line = lines[number - 1]
        if end:
            end = "" if line.strip() == end else end
            continue
        text = line[_starts(line) :] if number == first else line
        opened = _HEREDOC.search(text)
        end = opened[2] if opened else ""
        yield number, _uncommented(_HEREDOC.sub("", text))


def _uncommented(text: str) -> str:
    """A line of shell up to its comment; a `#` within quotes begins none."""
    for sign in _COMMENT.finditer(text):
        code = text[: sign.start()]
        if code.count("'") % 2 == 0 and code.count('"') % 2 == 0:
            return code
    return text


def _starts(line: str) -> int:
    opened = _START.match(line)
    return opened.end() if opened else 0


def _program(words: list[str]) -> tuple[str, list[str]]:
    """The program of a command, or what a wrapper does, and the words that follow."""
    plain = [w for w in words if w not in PREFIXES]
    if not plain:
        return "", []
    if plain[0] in WRAPPERS:
        verb = next((n for n, w in enumerate(plain[1:6], 1) if w in VERBS), 0)
        return plain[verb], plain[verb + 1 :]
    return plain[0], plain[1:]


def _arguments(cell: CellRef, magic: Magic) -> Iterator[Written]:
    line = magic.span.line
    span = Span(line, magic.span.column, line, magic.span.end_column)
    for word in _WORD.findall(magic.arguments.partition("\n")[0]):
        yield Written(cell, span, word, "magic", None, magic.name)
