"""The author's own names for figures: the files that a notebook saves them in, itself or by a helper."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator

from nbprod.extract.statements.listing import listed
from nbprod.flow.fact import argument
from nbprod.flow.names import Names

_SAVER = re.compile(r"save_?fig(ure)?$", re.IGNORECASE)
_ENDING = re.compile(r"\.(png|pdf|svg|jpe?g|eps|ps|tiff?|gif|webp)$", re.IGNORECASE)
_EMPTY = listed(
    "fig figs figure figures plot plots graph chart img image images pic picture out output result "
    "results test temp tmp name file untitled"
)
"""Words that tell no figure from another."""


def figure_file(call: ast.Call, names: Names) -> str:
    """The name that a call saves a figure by, as a slug; empty where it saves none by a fixed name.

    >>> save_fig("rain_by_month", tight_layout=True)  # `rain-by-month`
    >>> plt.savefig("images/wet days.png")  # `wet-days`
    """
    for node in _named(call, names):
        if slug := _slug(names.text(node) or ""):
            return slug
    return ""


def is_savefig(call: ast.Call) -> bool:
    """Whether a call is the library's own: `plt.savefig(...)`, `figure.savefig(...)`."""
    return _called(call) == "savefig"


def _named(call: ast.Call, names: Names) -> Iterator[ast.expr]:
    """The arguments of a call that may be the name of a figure's file."""
    own = names.definition(call.func)
    if own is None:
        slots = [(0, "fname")] if _SAVER.search(_called(call)) else []
    else:
        kept = _kept_by(own.node) if isinstance(own.node, ast.FunctionDef) else ()
        slots = [(at, name) for at, name in enumerate(own.parameters) if name in kept]
    for at, name in slots:
        given = argument(call, at) or argument(call, name)
        if given is not None:
            yield given


def _kept_by(function: ast.FunctionDef) -> frozenset[str]:
    """The names in a function that the path of a figure is made of."""
    calls = [part for part in ast.walk(function) if isinstance(part, ast.Call)]
    found = {
        n for c in calls if _SAVER.search(_called(c)) for arg in c.args[:1] for n in _read(arg)
    }
    for part in reversed([*ast.walk(function)]):
        if isinstance(part, ast.Assign) and not found.isdisjoint(_bound(part)):
            found |= _read(part.value)
    return frozenset(found)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _bound(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def _read(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _slug(path: str) -> str:
    """A path's last part as words, if it is fixed and tells something."""
    stem = _ENDING.sub("", re.split(r"[/\\]", path)[-1])
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "-", plain).lower()
    words = re.findall(r"[a-z0-9]+", plain)
    tells = any(len(word) > 2 and not word.isdigit() and word not in _EMPTY for word in words)
    return "-".join(words) if tells and "{" not in stem and len(plain) <= LONGEST else ""


LONGEST = 50
"""Letters that a figure's name has at most."""
