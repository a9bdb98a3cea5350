"""A page's message with its values in place, fit for a terminal and for one line."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from nbprod.errors import RulePageError
from nbprod.lint.head import shown
from nbprod.lint.rule import Rule

LONGEST = 80
"""Characters of one value; notebooks hold whole documents in strings."""

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, and those that hide text or turn its direction."""


def word(rule: Rule, values: Mapping[str, object]) -> tuple[str, str]:
    """The rule's message and help; what the values contain is never read as part of a template.

    Raises RulePageError where one of them names a value that was not provided.
    """
    said = {name: plain(value) for name, value in values.items()}
    return _filled(rule, "message", rule.message, said), _filled(rule, "help", rule.help, said)


def _filled(rule: Rule, name: str, template: str, values: Mapping[str, str]) -> str:
    try:
        return template.format_map(values)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        given = ", ".join(values) or "none"
        raise RulePageError(
            f"{shown(rule.path)}: {name} cannot be written: {error!r}; values are {given}"
        ) from error


def plain(value: object) -> str:
    """A value as short text without control characters."""
    if isinstance(value, ast.AST):
        text = ast.unparse(value)
    elif isinstance(value, list | tuple | set | frozenset):
        text = ", ".join(plain(item) for item in value)
    else:
        text = str(value)
    text = _UNSAFE.sub(_escape, text[: LONGEST + 1])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
