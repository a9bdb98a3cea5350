"""What doing a thing twice does: `x = f(x)` run again gives the same, or something else."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Literal

from nbprod.flow.shapes import Comprehension, bound_in, descend

Again = Literal["same", "differs", "unknown"]
Test = Callable[[ast.AST], bool]

SAME = frozenset(
    [
        "DataFrame",
        "Series",
        "abs",
        "array",
        "asarray",
        "astype",
        "bfill",
        "bool",
        "capitalize",
        "cast",
        "cast_column",
        "clip",
        "copy",
        "cpu",
        "cuda",
        "deepcopy",
        "double",
        "drop_duplicates",
        "dropna",
        "eval",
        "ffill",
        "fillna",
        "filter",
        "flatten",
        "float",
        "float32",
        "half",
        "head",
        "int",
        "interpolate",
        "list",
        "long",
        "lower",
        "lstrip",
        "query",
        "ravel",
        "reindex",
        "rename",
        "replace",
        "requires_grad_",
        "reshape",
        "round",
        "rstrip",
        "set",
        "set_format",
        "sort",
        "sort_index",
        "sort_values",
        "sorted",
        "squeeze",
        "str",
        "strip",
        "take",
        "title",
        "to",
        "to_datetime",
        "to_numeric",
        "tuple",
        "unique",
        "update",
        "upper",
        "with_format",
    ]
)
"""Functions and methods that give the same when applied to their own result."""

DIFFERS = frozenset(
    [
        "DataParallel",
        "append",
        "appendleft",
        "assign_coords",
        "batch",
        "concat",
        "concatenate",
        "cumsum",
        "diff",
        "drop",
        "exp",
        "expand_dims",
        "extend",
        "extendleft",
        "from_numpy",
        "get_peft_model",
        "hstack",
        "insert",
        "join",
        "log",
        "log10",
        "log1p",
        "log2",
        "merge",
        "numpy",
        "pct_change",
        "permute",
        "pop",
        "popitem",
        "popleft",
        "remove",
        "remove_columns",
        "rename_column",
        "repeat",
        "reset_index",
        "reverse",
        "rotate",
        "set_index",
        "shift",
        "shuffle",
        "split",
        "sqrt",
        "square",
        "swapaxes",
        "train_test_split",
        "transpose",
        "unsqueeze",
        "vstack",
    ]
)
"""Functions and methods that give something else, or fail, the second time."""

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

MAPS = frozenset({"map", "apply", "applymap", "transform"})
"""Methods that apply a function to each part."""

MASKS = frozenset({"isin", "notna", "notnull", "isna", "isnull", "between", "contains"})
"""Methods that give a mask: filtering twice by the same is filtering once."""


class Judge:
    """Knows what doing a thing twice does."""

    def __init__(self, same: frozenset[str], differs: frozenset[str]) -> None:
        self.same = SAME | same
        self.differs = DIFFERS | differs

    def verb(self, name: str, call: ast.Call | None = None) -> Again:
        """What a method or function does when it is applied to its own result."""
        if name in self.same or (call is not None and is_lenient(name, call)):
            return "same"
        if name in MAPS and call is not None and call.args:
            return self._mapped(call.args[0])
        return "differs" if name in self.differs else "unknown"

    def _mapped(self, function: ast.expr) -> Again:
        """`x.map(f)`: a lambda is read; after a dictionary, its keys are gone from `x`."""
        if isinstance(function, ast.Dict):
            return "differs"
        if isinstance(function, ast.Lambda) and len(function.args.args) == 1:
            return self.value(function.body, named(function.args.args[0].arg))
        return "unknown"

    def value(self, node: ast.expr, is_own: Test) -> Again:
        """What `x = value` does to `x` when it is run twice; `is_own` knows `x`."""
        match node:
            case ast.Call():
                return self._call(node, is_own)
            case ast.BinOp():
                return self._operation(node, is_own)
            case ast.Subscript():
                return worst(self._part(node, is_own), self._inner(node.value, is_own))
            case ast.Attribute():
                known: Again = "differs" if node.attr in ("T", "values") else "unknown"
                return worst(known, self._inner(node.value, is_own))
            case ast.IfExp() | ast.BoolOp() | ast.Compare():
                return "same"
            case ast.JoinedStr() | ast.List() | ast.Tuple() | ast.Dict():
                return "differs"
            case ast.Await() | ast.Starred():
                return self.value(node.value, is_own)
        return "unknown"

    def _inner(self, node: ast.expr, is_own: Test) -> Again:
        """The inner part of a chain: `x` itself adds nothing."""
        return "same" if is_own(node) or not reads(node, is_own) else self.value(node, is_own)

    def _call(self, node: ast.Call, is_own: Test) -> Again:
        func = node.func
        if isinstance(func, ast.Attribute) and reads(func.value, is_own):
            return worst(self.verb(func.attr, node), self._inner(func.value, is_own))
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        return self.verb(name, node)

    def _operation(self, node: ast.BinOp, is_own: Test) -> Again:
        if isinstance(node.op, (ast.BitOr, ast.BitAnd)):
            return "same"
        return "differs" if reads(node, is_own) else "same"

    def _part(self, node: ast.Subscript, is_own: Test) -> Again:
        match node.slice:
            case ast.Slice(lower=None, step=None, upper=ast.Constant()):
                return "same"
            case ast.Slice():
                return "differs"
            case ast.Compare() | ast.BoolOp() | ast.List() | ast.UnaryOp(op=ast.Invert()):
                return "same"
            case ast.Constant(value=str()) | ast.Constant(value=int()):
                return "differs"
            case ast.Tuple(elts=parts) if any(isinstance(p, ast.Constant) for p in parts):
                return "differs"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in MASKS:
                return "same"
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                return "same"
        return "unknown"


def is_lenient(name: str, call: ast.Call) -> bool:
    """Whether a call says that a second run shall change nothing: `pop(key, None)`, `errors="ignore"`."""
    given = {k.arg: getattr(k.value, "value", None) for k in call.keywords}
    match name:
        case "reset_index":
            return "drop" in given
        case "drop":
            return given.get("errors") == "ignore"
    return name == "pop" and len(call.args) == 2


def worst(*found: Again) -> Again:
    """The strongest of several answers about one chain."""
    for answer in ("differs", "unknown"):
        if answer in found:
            return answer
    return "same"


def named(name: str) -> Test:
    """Knows a plain name."""
    return lambda node: isinstance(node, ast.Name) and node.id == name


def reads(node: ast.AST, is_own: Test) -> bool:
    """Whether an expression reads the thing itself; a comprehension's own names are others."""
    hidden = {
        id(part)
        for inner in descend(node)
        if isinstance(inner, COMPREHENSIONS)
        for part in _own_parts(inner)
    }
    return any(is_own(part) for part in descend(node) if id(part) not in hidden)


def _own_parts(comprehension: Comprehension) -> Iterator[ast.AST]:
    """Reads within a comprehension of what its targets bind; the first iterable is outside of it."""
    first = comprehension.generators[0]
    names = {name for each in comprehension.generators for name in bound_in(each.target)}
    outside = {id(part) for part in descend(first.iter)}
    for part in descend(comprehension):
        if isinstance(part, ast.Name) and part.id in names and id(part) not in outside:
            yield part
