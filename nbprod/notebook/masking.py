"""IPython syntax masked as Python: the same lines, and for Python the same columns.

The masked text is as long as the source, character for character. What stands for what:

    %matplotlib inline          pass              `0` where four letters do not fit
    !pip install x              pass
    df.head?                    pass
    files = !ls {folder}        files = []        a list, as IPython gives
    info = %env HOME            info = ...        `0` where three letters do not fit
    %time x = f()               0;    x = f()     so that `x` keeps its column
    x = %time f()               x =       f()
    %%time                      (blank)           the body stays
    %%bash, %%sql …             (blank)           the cell is foreign
    >>> x = 1                       x = 1         `indent` says how far all lines are shifted

Every such place is a `Magic` with its span: blank text and magics together give the source back.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from nbprod.notebook import magics as known
from nbprod.notebook.draft import Draft, blank
from nbprod.notebook.interpolation import Found, interpolated, names_bound, names_read
from nbprod.notebook.logical import continued_line, logical_line
from nbprod.notebook.model import Magic, MagicKind, Masked
from nbprod.notebook.prompts import margin, strip_prompts

_ESCAPES = r"[ \t\f]*+(?:[%!?,;/]|>>>|\.\.\.|(?:\[\w+\] )?In \[)"
_FIRST_LINE = re.compile(rf"{_ESCAPES}|(?:[ \t]*\n)*[ \t]+\S")
_NEXT_LINE = re.compile(rf"\n{_ESCAPES}")
_RIGHT_SIDE = re.compile(r"=[ \t]*[%!](?!=)")
_QUESTION = re.compile(r"\?$", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEAD = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(%%?)(?=[\w!])")
_HELP = re.compile(r"(%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*)(\?\??)\Z")
_ASSIGNED = re.compile(r"[ \t]*(?:(?=%[ \t]*[^\W\d])|(?=!))")
_SPACE = re.compile(r"(?:[ \t\f]|\\\n)*")
_JOINT = re.compile(r"[ \t]*\\\n")
_WORD = re.compile(r"[A-Za-z_]\w*")
_BROKEN = (SyntaxError, ValueError, RecursionError, MemoryError)


def mask(source: str, language: str = "python", own: frozenset[str] = frozenset()) -> Masked:
    """Mask what is not Python in `source`, position for position.

    `own` are cell magics of the notebook's making that run their body as Python.
    """
    if not source.isascii():
        source = _SURROGATE.sub("\ufffd", source)
    if language != "python":
        return Masked(blank(source), foreign=True)
    if not _may_hold_magic(source):
        return Masked(source)
    draft = Draft(strip_prompts(source))
    try:
        at = _cell_magics(draft, known.PYTHON_CELLS | own if own else known.PYTHON_CELLS)
        _statements(draft, at)
    except RecursionError:
        return Masked(source)
    return Masked(draft.text(), tuple(draft.magics), draft.foreign, margin(draft.source))


def _may_hold_magic(source: str) -> bool:
    """Whether anything in the text calls for a closer look; each pattern begins with a literal."""
    return bool(
        _FIRST_LINE.match(source)
        or _NEXT_LINE.search(source)
        or (("%" in source or "!" in source) and _RIGHT_SIDE.search(source))
        or ("?" in source and _QUESTION.search(source))
    )


def mask_automagic(source: str) -> Masked | None:
    """Mask a one-line cell that names a magic without its percent sign; None when it does not."""
    line = source.strip()
    word = _WORD.match(line)
    if "\n" in line or not word or word[0] not in known.AUTOMAGIC:
        return None
    arguments = line[word.end() :].lstrip()
    if arguments[:1] in ("=", ",", ".", "(", "["):
        return None
    draft, start = Draft(source), source.index(line)
    _add(draft, "line", (start, start + len(line)), word[0], arguments)
    draft.put(start, start + len(line), "pass")
    return Masked(draft.text(), tuple(draft.magics))


# -- cell magics


def _cell_magics(draft: Draft, python: frozenset[str]) -> int:
    """Mask the cell magics that open the cell; the offset where Python goes on."""
    at = 0
    while head := _HEAD.match(draft.source, at):
        start, end = head.start(1), draft.line_end(head.start(1))
        if head[1] == "%" and not _is_header(draft.source, start, end):
            break
        if _topic(draft.source, start, end):
            break
        at = _cell_magic(draft, start, end, python)
    return at


def _is_header(source: str, start: int, end: int) -> bool:
    """Whether a line magic that opens the cell says which language all of it is."""
    name, _, arguments = source[start + 1 : end].rstrip().partition(" ")
    rest = source[end + 1 :]
    if name == "python":
        return not arguments and bool(rest.strip())
    if name == "sql":
        return bool(rest.strip()) and (not arguments or _tree(_plain(rest).text()) is None)
    return name in known.HEADERS


def _cell_magic(draft: Draft, start: int, end: int, python: frozenset[str]) -> int:
    """Mask one cell magic; the offset where Python goes on."""
    signs = 2 if draft.source.startswith("%%", start) else 1
    name, _, arguments = draft.source[start + signs : end].rstrip().partition(" ")
    body = draft.source[end + 1 :]
    holds = name in python if signs == 2 else name == "python"
    _add(draft, "cell", (start, end), name, arguments)
    draft.magics[-1] = replace(
        draft.magics[-1],
        body=body,
        binds=known.bound_names(name, arguments, body),
        holds_python=holds,
    )
    draft.put(start, end)
    if holds:
        return min(end + 1, len(draft.source))
    if name in known.TIMED:
        _timed_body(draft, end + 1)
    else:
        draft.foreign = True
        draft.put(end, len(draft.source))
    return len(draft.source)


def _timed_body(draft: Draft, start: int) -> None:
    """Keep a timed body that binds nothing; of another, note what it reads."""
    (pieces, _), own = draft.mark(), len(draft.magics) - 1
    _statements(draft, start)
    text = draft.text()[start:]
    tree = _tree(text)
    if tree is not None and all(isinstance(statement, ast.Expr) for statement in tree.body):
        return
    draft.reset((pieces, len(draft.magics)))
    draft.put(start, len(draft.source))
    reads = (*draft.magics[own].reads, *draft.places(names_read(text, start)))
    draft.magics[own] = replace(draft.magics[own], reads=reads)


# -- statements


def _plain(source: str) -> Draft:
    """Text without cell magics, its statements masked."""
    draft = Draft(source)
    _statements(draft, 0)
    return draft


def _statements(draft: Draft, at: int) -> None:
    """Mask from an offset to the end."""
    while at < len(draft.source):
        at = _statement(draft, at)


def _statement(draft: Draft, at: int) -> int:
    """Mask one logical line; the offset after it."""
    found = _SPACE.match(draft.source, at)
    at = found.end() if found else at
    first = draft.source[at : at + 1]
    if first == "#":
        return draft.line_end(at) + 1
    escapes = first != "" and first in "%!?,;/"
    line = logical_line(draft.source, at)
    if line.asks and _help(draft, at, line.end):
        return line.end + 1
    if escapes:
        return _escaped(draft, at) + 1
    right = _ASSIGNED.match(draft.source, line.assign) if line.assign >= 0 else None
    if right:
        return _assigned(draft, at, right.end()) + 1
    return line.end + 1


def _help(draft: Draft, start: int, end: int) -> bool:
    """Mask `x?` and `x??`; False when what is asked about is no name."""
    found = _topic(draft.source, start, end)
    if not found:
        return False
    _asked(draft, (start, end), found[1], found.start(1))
    return True


def _topic(source: str, start: int, end: int) -> re.Match[str] | None:
    """What `x?` asks about; names longer than a screen are not looked at."""
    return _HELP.search(source, max(start, end - 500), end)


def _asked(draft: Draft, where: tuple[int, int], topic: str, at: int) -> None:
    """Write down a question about `topic`, which stands at `at`."""
    word = _WORD.match(topic)
    reads = draft.places([(word[0], at)]) if word and "*" not in topic else ()
    draft.magics.append(Magic("help", "", topic, draft.span(*where), reads=reads))
    draft.put(*where, "pass")


def _escaped(draft: Draft, start: int) -> int:
    """Mask a line that opens with one of `% ! ? , ; /`; the offset of its end."""
    source, end = draft.source, continued_line(draft.source, start)
    first, content = source[start], source[start + 1 : end]
    if first == "?":
        topic = content.lstrip("?").strip()
        _asked(draft, (start, end), topic, source.find(topic, start))
    elif first == "!":
        signs = 2 if content.startswith("!") else 1
        _add(draft, "shell", (start, end), "", _joined(source[start + signs : end]))
        draft.put(start, end, "pass")
    elif first == "%":
        return _line_magic(draft, start, end)
    else:
        _auto_call(draft, start, end)
    return end


def _auto_call(draft: Draft, start: int, end: int) -> None:
    """Mask `,f a b`, `;f a b` and `/f a b`, which call `f`."""
    sign, content = draft.source[start], _joined(draft.source[start + 1 : end])
    name, _, arguments = content.partition(" ")
    read = content if sign == "/" else name
    reads = draft.places(names_read(read.replace(" ", ";"), start + 1))
    where = draft.span(start, end)
    draft.magics.append(Magic("auto", name, arguments.strip(), where, reads=reads))
    draft.put(start, end, "pass")


def _line_magic(draft: Draft, start: int, end: int, target: str = "") -> int:
    """Mask `%name arguments`, or the Python around its argument; the offset of its end."""
    name, arguments = known.parted(_joined(draft.source[start + 1 : end]))
    _add(draft, "line", (start, end), name, arguments.strip(), target)
    if name not in known.UNEXPANDED or not _held(draft, (start, end), name, bool(target)):
        draft.put(start, end, "..." if target else "pass")
    return end


def _held(draft: Draft, where: tuple[int, int], name: str, assigned: bool) -> bool:
    """Leave the Python in a line magic standing; where it cannot, note its names and say False."""
    start, end = where
    code = min(start + 2 + len(name), end)
    code += known.options_end(name, draft.source[code:end].replace("\\\n", "  "))
    mark, own = draft.mark(), len(draft.magics) - 1
    draft.put(start, code, "" if assigned else "0;")
    _statement(draft, code)
    text = draft.text()[code:end]
    python = name in known.PYTHON_LINES
    if _holds(text, name, assigned):
        draft.magics[own] = replace(draft.magics[own], holds_python=python)
        return True
    draft.reset(mark)
    reads = draft.places(names_read(text, code))
    binds = names_bound(text) if python else ()
    draft.magics[own] = replace(draft.magics[own], reads=reads, binds=binds)
    return False


def _holds(text: str, name: str, assigned: bool) -> bool:
    """Whether the Python in a line magic can stand where the magic stands."""
    tree = _tree(text)
    if tree is None or not tree.body:
        return False
    if name in known.TIMED and assigned:
        return False
    if name in known.TIMED or assigned:
        return len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)
    return not any(hasattr(statement, "body") for statement in tree.body)


def _assigned(draft: Draft, start: int, right: int) -> int:
    """Mask the right side of `x = !command` or `x = %magic`; the offset of its end."""
    end = continued_line(draft.source, right)
    target = draft.source[start:right].rstrip().removesuffix("=").rstrip()
    if draft.source[right] == "%":
        return _line_magic(draft, right, end, target)
    _add(draft, "shell", (right, end), "", _joined(draft.source[right + 1 : end]), target)
    draft.put(right, end, "[]")
    return end


def _add(
    draft: Draft,
    kind: MagicKind,
    where: tuple[int, int],
    name: str,
    arguments: str,
    target: str = "",
) -> None:
    """Write down a magic and the names that it reads and binds."""
    raw = draft.source[slice(*where)]
    reads: list[Found] = []
    if name not in known.UNEXPANDED:
        reads += interpolated(raw.replace("\\\n", "  "))
    offset = raw.find(arguments)
    if offset >= 0:
        reads += [(word, offset + at) for word, at in known.handed_names(name, arguments)]
    draft.magics.append(
        Magic(
            kind,
            name,
            arguments,
            draft.span(*where),
            target=target,
            reads=draft.places((word, where[0] + at) for word, at in reads),
            binds=known.bound_names(name, arguments),
        )
    )


def _joined(text: str) -> str:
    """A continued line in one piece, as IPython hands it over."""
    return _JOINT.sub(" ", text).rstrip()


def _tree(text: str) -> ast.Module | None:
    """The tree of masked text; None where it does not parse."""
    try:
        return ast.parse(text)
    except _BROKEN:
        return None
