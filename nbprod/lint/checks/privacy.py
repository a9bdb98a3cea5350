"""Columns and fields that say who somebody is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.analysis import Analysis
from nbprod.lint.checks import each
from nbprod.lint.match import Match
from nbprod.place import CellRef

_WORDS = {
    "an e-mail address": r"e_?mail(?:_?(?:address|id))?",
    "a phone number": r"(?:phone|mobile|telephone|cell_?phone)(?:_?(?:number|no|nr))?",
    "a social security number": r"ssn|social_?security(?:_?(?:number|no))?|national_?(?:id|insurance)\w*",
    "a passport": r"passport(?:_?(?:number|no|id))?",
    "a bank account": r"iban|bank_?account(?:_?(?:number|no))?|account_?holder",
    "a payment card": r"(?:credit_?)?card_?number|credit_?card|ccn",
    "a date of birth": r"dob|birth_?da(?:te|y)|date_?of_?birth",
    "a name": r"(?:first|last|full|sur|given|family|middle|maiden)_?name|"
    r"(?:customer|patient|employee|person|passenger|student|client)_?name",
    "an address": r"(?:home|street|postal|billing|shipping|mailing)_?address",
    "a network address": r"ip_?addr(?:ess)?",
    "a licence": r"driver'?s?_?licen[cs]e\w*|license_?plate",
}
_KINDS = {
    kind: re.compile(rf"(?:\w*_)?(?:{words})$", re.IGNORECASE) for kind, words in _WORDS.items()
}
_ABOUT_PERSONS = re.compile(r"age|sex|gender|nationality|marital_?status|salary", re.IGNORECASE)
_NAME = re.compile(r"(?:full_?)?name", re.IGNORECASE)

ELSEWHERE = frozenset({"os.environ", "sys.argv"})


@each(Analysis)
def column(notebook: Analysis) -> Iterator[Match]:
    """A column or a field that identifies a person is read; said at its first place."""
    seen: set[str] = set()
    for cell, node, name in _fields(notebook):
        kind = kind_of(name)
        if _NAME.fullmatch(name) and is_about_persons(notebook):
            kind = "a name"
        if kind and name not in seen:
            seen.add(name)
            yield Match(cell, node, {"name": name, "kind": kind})


def is_about_persons(notebook: Analysis) -> bool:
    """Whether two other columns, such as age and sex, say that the rows are persons."""
    texts = {notebook.names.text(text.node) or "" for r in notebook.records for text in r.strings}
    return sum(bool(_ABOUT_PERSONS.fullmatch(text)) for text in texts) > 1


def kind_of(name: str) -> str:
    """What a column of this name tells about a person; empty where it tells nothing."""
    plain = re.sub(r"[\s.-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()))
    return next((kind for kind, words in _KINDS.items() if words.fullmatch(plain)), "")


def _fields(notebook: Analysis) -> Iterator[tuple[CellRef, ast.AST, str]]:
    """Fields that are read by name: `frame["x"]`, `frame[["x", "y"]]`, `usecols=["x"]`."""
    for record in notebook.records:
        for node, _ in record.nodes:
            if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
                continue
            if notebook.names.dotted(node.value) not in ELSEWHERE:
                yield from ((record.cell, part, name) for part, name in _names(node.slice))
        for call in record.calls:
            for keyword in call.node.keywords:
                if keyword.arg in ("usecols", "subset", "on", "by", "index_col"):
                    for part, name in _names(keyword.value):
                        yield record.cell, part, name


def _names(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """The literal names of a subscript or a list."""
    match node:
        case ast.Constant(value=str(name)):
            yield node, name
        case ast.List() | ast.Tuple():
            for element in node.elts:
                yield from _names(element)
