"""Names that a library reads from a text: `df.query("a > @limit")`, `pd.eval("x + y")`, formulas.

Sources: pandas, "Enhancing performance: eval"; numexpr, "User guide"; patsy, "How formulas work".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_AT = re.compile(r"@([A-Za-z_]\w*)")
_CALLED = re.compile(r"([A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*\s*\(")
_TILDE = re.compile(r"^\s*[\w.()+*:,'\"\s-]*~[^~=]+$")

_WHOLE = frozenset({"pandas.eval", "numexpr.evaluate", "builtins.eval", "builtins.exec"})
_FRAME = ("query", "eval")
_FORMULAS = ("statsmodels.", "patsy.", "linearmodels.", "lifelines.", "pingouin.", ".from_formula")


FORMULA_WORDS = frozenset(
    "C I Q center standardize scale bs cr cc cs te poly lag hashed contr "
    "Treatment Poly Sum Helmert Diff np log log2 log10 exp exp2 exp10".split()
)
"""What formulas bring of their own, where the notebook binds no such name.

Sources: patsy, "patsy.builtins API reference"; formulaic, "Transforms".
"""


def may_name(callee: str, value: ast.expr) -> bool:
    """Whether it is worth reading an argument: cheap, since it is asked of every call.

    A formula may also come in a variable; only libraries that take formulas are asked then.
    """
    if callee in _WHOLE or callee.rpartition(".")[2] in _FRAME:
        return True
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and "~" in value.value
    return isinstance(value, (ast.Name, ast.JoinedStr, ast.BinOp)) and callee.startswith(_FORMULAS)


def names_in(callee: str, text: str) -> Iterator[str]:
    """The names that a call of `callee` looks up because `text` says so.

    >>> list(names_in("pandas.DataFrame.query", "a > @limit"))
    ['limit']
    """
    if callee in _WHOLE:
        yield from _python(text)
    elif callee.rpartition(".")[2] in _FRAME:
        yield from dict.fromkeys(_AT.findall(text))
    elif _TILDE.match(text) and "~" in text:
        yield from dict.fromkeys(_CALLED.findall(text))


def _python(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text.replace("@", ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    bound = {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in bound:
            yield node.id
