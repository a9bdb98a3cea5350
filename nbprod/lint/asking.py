"""Whether code asks where it runs before it relies on it."""

from __future__ import annotations

import ast
import re

from nbprod.flow.record import Inside

_ASKED = re.compile(
    r"colab|kaggle|databricks|sagemaker|paperspace|sys\.modules|\bmodules\b|find_spec|"
    r"RUNTIME_VERSION|binder",
    re.IGNORECASE,
)


def is_asked(inside: Inside) -> bool:
    """Whether something asked for the platform before, or an exception is expected."""
    if inside.handled:
        return True
    return any(_ASKED.search(ast.unparse(test)) for test in inside.tests)
