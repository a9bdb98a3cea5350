"""What a stage is about, as nouns for its name: files, models, titles, the values that it gives."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.words.naming import telling
from nbprod.flow.fact import arguments, looks_like_class
from nbprod.flow.names import Names

_DULL = listed(
    "tmp temp fig figure axes axis ax col cols row rows idx index val value values res result "
    "results out output outputs ret obj item items elem data df dfs arr all new old my the csv txt "
    "json xlsx parquet path dir file files url key name names num count total start end time raw "
    "www http https com org html python load read get set string list dict array frame line lines "
    "cell text plot plt model clf reg est true false none test train x y z src content main master "
    "version info ver gif png jpg auto"
)
_TITLES = ("title", "suptitle", "set_title", "ylabel", "set_ylabel")


def subject(
    pieces: Sequence[Piece], gives: Iterable[str], activity: str, names: Names
) -> list[str]:
    """Words for what some statements are about, the most telling first; possibly none."""
    by_kind = {
        "load": (_files, _given),
        "clean": (_files, _called, _given),
        "transform": (_files, _called, _given),
        "split": (_files, _given),
        "save": (_files, _given),
        "fit": (_models, _given, _called),
        "evaluate": (_models, _given, _called),
        "plot": (_titles, _called, _given, _models),
    }
    for ask in by_kind.get(activity, (_called, _given, _models, _titles, _files)):
        for said in ask(pieces, gives, names):
            found = _telling(said)
            if found:
                return found
    return []


def _telling(text: str) -> list[str]:
    """At most two words that say something."""
    found = [w for w in telling(text.replace("_", " ")) if w not in _DULL]
    return list(dict.fromkeys(found))[-2:] if len(found) <= 3 else list(dict.fromkeys(found))[:2]


def _calls(pieces: Iterable[Piece]) -> Iterator[ast.Call]:
    for piece in pieces:
        yield from piece.uses.calls


def _files(pieces: Sequence[Piece], gives: Iterable[str], names: Names) -> Iterator[str]:
    """The stems of files and addresses, and data sets by name: `load_iris`."""
    for call in _calls(pieces):
        fact = names.fact(call)
        callee = names.callee(call).rpartition(".")[2]
        if callee.startswith(("load_", "fetch_")) and len(callee) > 7:
            yield callee.partition("_")[2]
        if fact is None or not (fact.reads or fact.writes):
            continue
        for node in arguments(call, fact.argument):
            if (text := names.text(node)) and len(text) < 300:
                last = re.split(r"[/\\]", text.split("?")[0].rstrip("/\\"))[-1]
                yield re.sub(r"\{[^}]*\}|\.\w{1,8}$", " ", last)


def _models(pieces: Sequence[Piece], gives: Iterable[str], names: Names) -> Iterator[str]:
    """The classes of what is fitted, trained or asked."""
    for call in _calls(pieces):
        if isinstance(call.func, ast.Attribute) and call.func.attr.startswith(
            ("fit", "train", "predict", "score", "evaluate")
        ):
            kind = names.type_of(call.func.value)
            if kind and not kind.startswith(("builtins.", "pandas.", "numpy.")):
                yield kind.rpartition(".")[2]
    for call in _calls(pieces):
        callee = names.callee(call)
        if looks_like_class(callee) and callee.partition(".")[0] in _MODELLING:
            yield callee.rpartition(".")[2]


_MODELLING = listed("sklearn statsmodels xgboost lightgbm catboost keras tensorflow torch")


def _titles(pieces: Sequence[Piece], gives: Iterable[str], names: Names) -> Iterator[str]:
    for call in _calls(pieces):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in _TITLES
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ):
            yield str(call.args[0].value)


def _given(pieces: Sequence[Piece], gives: Iterable[str], names: Names) -> Iterator[str]:
    """The values that it gives, those first that it touches most."""
    touched = Counter(name for piece in pieces for name in (*piece.uses.every, *piece.uses.may))
    order = list(gives)
    own = list(dict.fromkeys(name for piece in pieces for name in piece.uses.may))
    for name in sorted(order, key=lambda n: (-touched[n], order.index(n))):
        yield name
    for name in sorted(own, key=lambda n: (-touched[n], own.index(n))):
        yield name


def _called(pieces: Sequence[Piece], gives: Iterable[str], names: Names) -> Iterator[str]:
    """The notebook's own functions that it calls, the most called first."""
    counts: Counter[str] = Counter()
    for call in _calls(pieces):
        if isinstance(call.func, ast.Name) and names.definition(call.func) is not None:
            counts[call.func.id] += 1
    yield from (name for name, _ in counts.most_common())
