"""What a comment is about, as far as its words tell."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings

from nbprod.extract.statements.listing import listed
from nbprod.extract.words.naming import is_dull
from nbprod.extract.words.vocabulary import VERBS

_IMPORTS = re.compile(
    r"\b(import|librar|package|module|install|depend|require|tool|noqa)", re.IGNORECASE
)
_DATA = re.compile(
    r"^(import|load)\w* ((?!to\b|for\b)\w+ ){0,3}?(data\w*|file|csv|images?|table|corpus)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(noqa|pylint|type:|fmt:|isort:|pragma|mypy:|ruff:|flake8|stage:|drop$|keep$|TODO\b|[%!]|@param"
    r"|@title|@\w+\s*$|(pip3?|conda) install|((write|enter|put|insert|add) )?your (code|answer|solution)"
    r"|placeholder|uncomment\b|un-comment|\W*$)",
    re.IGNORECASE,
)
_FORCED = listed(
    "because since note beware careful warning however though although otherwise instead "
    "must should cannot therefore thus hence unless never why expected interesting interestingly"
)
"""Words of somebody who gives a reason."""
_TOLD = listed(
    "so no not default need needs only means will would could might may is are was were has have had does "
    "did seems seem looks appears gives contains most many few there it they we i this these"
)
"""Words of a sentence that states something, rather than of a caption."""
_SHOWN = listed(
    "lets let now here first next then finally grab peek again quick quickly just how what which "
    "confirm verify double returns return"
)
_SHORT, _LONG = 4, 14
"""Words that a sentence has at least, and from which on nobody writes a mere caption."""


def tells_of_imports(said: str) -> bool:
    """Whether comments tell of libraries: `# Import the rain` tells of data."""
    return bool(_IMPORTS.search(said)) and not _DATA.match(_plain(said))


def announces_imports(said: str) -> bool:
    """Whether comments say no more than that something is imported."""
    plain = _plain(said)
    return is_dull(plain) or plain.lower().startswith("import")


def opens_with_a_verb(said: str) -> bool:
    """Whether comments say what is done: `# Load the rain`, `# loading the rain`."""
    found = _words(said)
    return len(found) > 1 and (found[0] in VERBS or found[0].endswith("ing"))


def says(said: str) -> bool:
    """Whether comments tell what the author thinks, and not only what is shown below them.

    >>> says("# Show the first rows")
    False
    >>> says("# Most stations are in the west")
    True
    """
    found = _words(said)
    if len(found) < _SHORT:
        return False
    if not _FORCED.isdisjoint(found) or "n't" in _plain(said):
        return True
    shown = found[0] in VERBS or found[0] in _SHOWN
    return not shown and (len(found) >= _LONG or not _TOLD.isdisjoint(found))


def prose(said: str) -> str:
    """Comment lines without orders to tools and code that is switched off."""
    lines = [line for line in said.split("\n") if line.strip()]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of_code(lines, at)
        if end == at and not is_order(lines[at]):
            kept.append(f"{lines[at]}\n")
        at = max(end, at + 1)
    return "".join(kept)


def _end_of_code(lines: list[str], at: int) -> int:
    """Where code that is switched off ends, which may go on over lines; `at` where there is none."""
    opens = lines[at].rstrip().endswith(("(", "[", "{", ":", ",", "\\"))
    for end in range(at + 1, min(at + _LONGEST_CODE, len(lines)) + 1 if opens else at + 2):
        if _is_code(lines[at:end]):
            return end
    return at


_LONGEST_CODE = 30


def is_order(line: str) -> bool:
    """Whether a tool takes a comment for an order: `# fmt: off`, `# type: ignore`."""
    return bool(_ORDER.match(line.lstrip("# ")))


def _is_code(lines: list[str]) -> bool:
    """Whether comments are code that is switched off; words may read as code, as `are in feet`."""
    plain = textwrap.dedent("\n".join(line.lstrip().removeprefix("#") for line in lines))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(plain.strip("# \n") if len(lines) == 1 else plain).body
    except (SyntaxError, ValueError):
        return False
    return any(map(_acts, body))


def _acts(node: ast.stmt) -> bool:
    if isinstance(node, ast.AnnAssign):
        return node.value is not None
    parts = ast.Call | ast.Attribute | ast.Subscript
    return not isinstance(node, ast.Expr) or any(isinstance(p, parts) for p in ast.walk(node))


def _plain(said: str) -> str:
    return " ".join(line.lstrip("# ").strip() for line in prose(said).split("\n")).strip()


def _words(said: str) -> list[str]:
    return re.findall(r"\w+", _plain(said).lower().replace("'", "").replace("’", ""))
