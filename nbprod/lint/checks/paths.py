"""Paths, files and addresses that are written into the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.flow.record import Call
from nbprod.lint.checks import each
from nbprod.lint.filenames import ABSOLUTE, PLAIN, SCHEME, is_elsewhere, is_relative, opens
from nbprod.lint.joining import before, origin, whole
from nbprod.lint.keeping import untracked
from nbprod.lint.literals import Written, literals
from nbprod.lint.match import Match
from nbprod.lint.narrowing import first_argument
from nbprod.place import Span

_CONTRACT = re.compile(
    r"/opt/ml(?:/|$)|/dev/(?:null|stdout|stderr|random|urandom)$|(?:/usr)?/bin/(?:sh|bash|env)$"
)
"""Paths that a SageMaker container or every Unix promises."""

_PLATFORM = re.compile(r"/(?:content|kaggle|dbfs|databricks|mnt)(?:/|$)|dbfs:/")
_URL = re.compile(r"(?:https?|ftp)://[^\s{<\[\"'%]+\S*$")
_BUCKET = re.compile(
    r"(?:s3|s3a|s3n|gs|abfss?|wasbs?|adl|az|hdfs|oss|r2)://(?![\s{<\[$%/]|$)\S*$|dbfs:/\w\S*$"
)
_NAMESPACE = re.compile(
    r"https?://(?:www\.)?(?:w3\.org|schemas?\.|purl\.org|json-schema\.org|xmlns\.|googleapis\.com/auth/)"
)
"""Addresses that name something and are never asked: a schema, a scope of OAuth."""

SAID = frozenset(
    {"print", "display", "Markdown", "HTML", "Latex", "warn", "info", "debug", "error"}
)
SAID |= {"title", "suptitle", "set_title", "xlabel", "ylabel", "set_xlabel", "set_ylabel", "legend"}
SAID |= {"text", "annotate", "log", "warning", "critical", "exception", "getLogger", "input"}
"""Calls that only say a text."""

STRINGY = frozenset({"endswith", "startswith", "replace", "split", "rsplit", "strip", "rstrip"})
STRINGY |= {"lstrip", "removesuffix", "removeprefix", "find", "index", "count", "contains", "match"}
STRINGY |= {
    "sub",
    "compile",
    "search",
    "findall",
    "get",
    "pop",
    "isin",
    "partition",
    "encode",
    "format",
}
"""Methods that work on a text and open nothing."""


@each(Analysis)
def absolute(notebook: Analysis) -> Iterator[Match]:
    """A path that holds on one machine only."""
    for found in literals(notebook):
        here = is_absolute(found, notebook) and not _PLATFORM.match(found.text)
        if here and begins(found, notebook):
            where = "in the home of one user" if found.text.startswith("~") else "on this machine"
            yield Match(found.cell, found.at, {"path": found.text, "where": where})


@each(Analysis)
def platform(notebook: Analysis) -> Iterator[Match]:
    """A path that one hosted platform has."""
    for found in literals(notebook):
        if _PLATFORM.match(found.text) and is_absolute(found, notebook) and begins(found, notebook):
            yield match(found)


@each(Analysis)
def url(notebook: Analysis) -> Iterator[Match]:
    """An address that is read from or talked to."""
    for found in literals(notebook):
        talks = _URL.match(found.text) and not _NAMESPACE.match(found.text)
        told = talks and is_used(found) and begins(found, notebook)
        if told and not is_downloaded(found, notebook):
            yield match(found)


def is_downloaded(found: Written, notebook: Analysis) -> bool:
    """Whether an address is written where it is downloaded from.

    `untracked-download` names it in the same line; who keeps the data needs the address no more.
    """
    return any(
        source.cell == found.cell
        and found.text in source.texts
        and _first_line(found.at) in _lines(source.at)
        for source in untracked(notebook, "download")
    )


def _lines(at: ast.AST | Span) -> range:
    last = at.end_line if isinstance(at, Span) else getattr(at, "end_lineno", 0)
    return range(_first_line(at), last + 1)


def _first_line(at: ast.AST | Span) -> int:
    return at.line if isinstance(at, Span) else getattr(at, "lineno", 0)


@each(Analysis)
def bucket(notebook: Analysis) -> Iterator[Match]:
    """A bucket or a distributed file system."""
    for found in literals(notebook):
        if is_used(found) and _BUCKET.match(found.text) and begins(found, notebook):
            yield match(found)


@each(Analysis)
def relative(notebook: Analysis) -> Iterator[Match]:
    """A file or folder below wherever the notebook happens to run."""
    for found in literals(notebook):
        if is_told(found, notebook) and stands_alone(found, notebook):
            yield match(found, whole(found, notebook))


def is_told(found: Written, notebook: Analysis) -> bool:
    """Whether a text by itself is used as a relative file, of which no other rule speaks."""
    if not (is_used(found) and is_relative(found, notebook)):
        return False
    callee = notebook.names.callee(found.call) if found.call else ""
    return callee not in SEARCH_PATH and callee not in MOVES


def begins(found: Written, notebook: Analysis) -> bool:
    """Whether an address begins in this literal; one put behind a variable is told at the variable."""
    return before(found, notebook) is None


def stands_alone(found: Written, notebook: Analysis) -> bool:
    """Whether no other place says where a file lies: a folder, an address, an option, or the run.

    What is put behind a relative folder is told with that folder, if that is told at all.
    """
    base = before(found, notebook)
    if base is None:
        return True
    text, start = notebook.names.text(base) or "{}", origin(base, notebook)
    if start is None or text.startswith("{"):
        return text == "."
    if ABSOLUTE.match(text) or text.startswith(("/", "-")) or SCHEME.match(text):
        return False
    return not (is_told(start, notebook) or is_elsewhere(start, notebook))


@each(Analysis)
def working_directory(notebook: Analysis) -> Iterator[Match]:
    """The process changes where it stands, by a call or by `%cd`."""
    for name in sorted(MOVES):
        for call in notebook.calls_of.get(name, ()):
            if _given(call, notebook) == ".":  # back to what `os.getcwd()` had said
                continue
            yield Match(call.inside.cell, call.node, {"path": _given(call, notebook)})
    for cell, magic in notebook.magics:
        if magic.name in ("cd", "pushd") and magic.kind in ("line", "auto"):
            yield Match(cell, magic.span, {"path": magic.arguments.strip() or "~"})


def _given(call: Call, notebook: Analysis) -> str:
    given = first_argument(call.node)
    return (notebook.names.text(given) if given is not None else None) or "..."


@each(Analysis)
def search_path(notebook: Analysis) -> Iterator[Match]:
    """`sys.path` is assigned, or changed by a call."""
    for name in SEARCH_PATH:
        for call in notebook.calls_of.get(name, ()):
            yield Match(call.inside.cell, call.node)
    for kind in (ast.Assign, ast.AugAssign):
        for node, inside in notebook.nodes_of.get(kind, ()):
            if isinstance(node, kind) and _is_search_path(node, notebook):
                yield Match(inside.cell, node)


def _is_search_path(node: ast.Assign | ast.AugAssign, notebook: Analysis) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    bases = (t.value if isinstance(t, ast.Subscript) else t for t in targets)
    return any(
        isinstance(b, ast.Attribute) and notebook.names.dotted(b) == "sys.path" for b in bases
    )


MOVES = frozenset({"os.chdir", "os.fchdir"})
SEARCH_PATH = frozenset(
    {"sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"}
)


def match(found: Written, text: str = "") -> Match:
    """A match that names the text, or all that the text is a part of."""
    return Match(found.cell, found.at, {"path": text or found.text})


def is_used(found: Written) -> bool:
    """Whether a text is handed to something that may open it, and is not merely said.

    The default of a setting is neither: who runs the code says what it is.
    """
    if found.role in ("shell", "magic", "assigned", "element"):
        return True
    if found.role != "argument" or found.call is None:
        return False
    last = found.call.written.rpartition(".")[2]
    return last not in SAID and (last not in STRINGY or bool(found.name))


def is_absolute(found: Written, notebook: Analysis) -> bool:
    """Whether a text is a path from the root, a home or a drive."""
    text = found.text
    if not (text.startswith("/") or ABSOLUTE.match(text)):
        return False
    if not (2 < len(text) < 300) or "\n" in text or _CONTRACT.match(text):
        return False
    if found.role == "setting":
        return False
    if found.role in ("shell", "magic"):
        return bool(ABSOLUTE.match(text))
    if found.role == "argument" and not is_used(found):
        return False
    if opens(found, notebook):
        return bool(ABSOLUTE.match(text)) or (text.startswith("/") and bool(PLAIN.match(text)))
    return bool(ABSOLUTE.match(text) and PLAIN.match(text))
