"""Methods that only answer, whatever they are called of."""

from __future__ import annotations

import re

from nbprod.flow.fact import looks_like_class

_QUESTION = re.compile(
    r"^\.(?:(?:is|has|get)_\w+|mean|sum|min|max|std|var|variance|count|all|any|round|dot|copy|items"
    r"|keys|values|tolist|item|isin|isnull|isna|notnull|notna|nunique|unique|value_counts|describe"
    r"|corr|cov|quantile|median|lower|upper|strip|split|join|format|astype|ravel|flatten|reshape"
    r"|head|tail|get|index|find|startswith|endswith|transpose|conj|real|imag|cumsum|cumprod|argmax|argmin|argsort|norm|trace)$"
)


def asks_only(callee: str) -> bool:
    """Whether a method of an unknown receiver is one that only answers, whatever it is of."""
    return bool(_QUESTION.match(callee))


def is_question(callee: str) -> bool:
    """Whether a call of which nothing is known is a method that only answers."""
    owner, _, method = callee.rpartition(".")
    return (not owner or looks_like_class(owner)) and asks_only(f".{method}")
