"""Calls that put their result into what they are given."""

from __future__ import annotations

import ast
from collections import Counter

from nbprod.flow.fact import Fact

TAKES_RESULT = ("out", "dst", "output")
"""Keywords for what takes the result, whatever the call."""


def may_overwrite(call: ast.Call, fact: Fact) -> bool:
    """Whether an option has a call work in place, of which no fact tells by name."""
    return fact.general and any(map(_in_place, call.keywords))


def _in_place(option: ast.keyword) -> bool:
    name, value = option.arg or "", option.value
    said = value.value if isinstance(value, ast.Constant) else None
    if name == "copy":
        return said is False
    return (name == "inplace" or name.startswith("overwrite_")) and said is not False


def gives_twice(call: ast.Call, fact: Fact) -> bool:
    """Whether a call is given one variable in two places: `cv2.blur(image, (3, 3), image)`.

    Where nobody takes what it returns, the second is likely to take the result.
    """
    names = Counter(arg.id for arg in call.args if isinstance(arg, ast.Name))
    return fact.general and any(count > 1 for count in names.values())
