"""Statements that work and that a linter would have otherwise."""

from __future__ import annotations

import ast
import re

from nbprod.extract.trees import Found, Function, Parents, Rule, calls, here

_FORMAT = re.compile(
    r"(?:[^%]|%(?:\([^)]*\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?[hlL]?[diouxXeEfFgGcrsa%])*",
    re.DOTALL,
)
_DIRECTIVE = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([a-zA-Z%])")
_BLIND = ("Exception", "BaseException")
_MUTABLE = ("list", "dict", "set")
_STRUCTURES = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_FILLING = (
    ast.Constant | ast.JoinedStr | ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Tuple
    | ast.Dict
)  # fmt: skip
_PLAIN = ("str", "int", "float", "bool", "list", "dict", "tuple", "set", "bytes")


def _percent(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    match node:
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text)), right=right):
            seen = isinstance(right, _FILLING) or any(map(_is_own_way, _DIRECTIVE.findall(text)))
            if seen and _FORMAT.fullmatch(text):
                yield node.lineno, "UP031"


def _is_own_way(directive: tuple[str, str, str]) -> bool:
    """Whether a directive has no counterpart in `format`, so that what fills it does not matter."""
    width, precision, kind = directive
    return kind in "diuc" or "*" in width + precision or (kind == "s" and bool(width))


def _unclosed(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A file that is opened and not by `with`; who returns it leaves that to the caller."""
    match node:
        case ast.Call(
            func=ast.Name(id="open" as name)
            | ast.Attribute(attr="open", value=ast.Call(func=ast.Name(id="Path" as name)))
        ) if (name not in own):
            if not _is_closed(node, parents):
                yield node.lineno, "SIM115"


def _is_closed(node: ast.AST, parents: Parents) -> bool:
    parent = parents[node]
    closed = isinstance(parent, ast.Attribute) and parent.attr == "close"
    entered = isinstance(parent, ast.Call) and "enter" in getattr(parent.func, "attr", "")
    statement = node
    while not isinstance(statement, ast.stmt):
        statement = parents[statement]
    kept = isinstance(statement, ast.Return | ast.With | ast.AsyncWith)
    return closed or entered or kept or getattr(parents[statement], "name", "") == "__enter__"


def _blind(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """A handler of everything that neither raises again nor tells a log the whole of it."""
    if not isinstance(node, ast.ExceptHandler) or node.type is None:
        return
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    blind = [kind for kind in kinds if isinstance(kind, ast.Name) and kind.id in _BLIND]
    if not blind or own & set(_BLIND):
        return
    if not any(_tells(part, node.name) for statement in node.body for part in here(statement)):
        yield blind[0].lineno, "BLE001"
    match node.body:
        case [ast.Pass()]:
            yield node.lineno, "S110"
        case [ast.Continue()]:
            yield node.lineno, "S112"


def _tells(node: ast.AST, name: str | None) -> bool:
    match node:
        case ast.Raise(exc=None):
            return True
        case ast.Raise(exc=ast.Name(id=raised)) if raised == name:
            return True
        case ast.Raise(cause=ast.Name(id=cause)) if cause == name:
            return True
        case ast.Call(func=ast.Attribute(attr="exception")):
            return True
        case ast.Call(func=ast.Attribute(), keywords=keywords):
            return any(k.arg == "exc_info" for k in keywords)
    return False


def _shared_default(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    if isinstance(node, Function):
        spec = node.args
        defaults = [*spec.defaults, *(d for d in spec.kw_defaults if d)]
        for default in defaults:
            if isinstance(default, _STRUCTURES) or _makes(default, own):
                yield default.lineno, "B006"


def _makes(node: ast.expr, own: set[str]) -> bool:
    return calls(node, *_MUTABLE) and not own & set(_MUTABLE)


def _implicit_none(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    if isinstance(node, Function):
        spec = node.args
        plain = [*spec.posonlyargs, *spec.args]
        pairs = [*zip(reversed(plain), reversed(spec.defaults), strict=False)]
        for argument, default in [*pairs, *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]:
            note = argument.annotation
            none = isinstance(default, ast.Constant) and default.value is None
            if none and isinstance(note, ast.Name) and note.id in _PLAIN:
                yield note.lineno, "RUF013"


def _first_of_list(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`list(x)[0]` fails by another error than `next(iter(x))` where there is none."""
    match node:
        case ast.Subscript(value=made, slice=ast.Constant(value=0)) if not own & {"list", "tuple"}:
            one = calls(made, "list", "tuple") and len(made.args) == 1 and not made.keywords  # type: ignore[attr-defined]
            if one or (isinstance(made, ast.ListComp) and len(made.generators) == 1):
                yield node.lineno, "RUF015"


def _in_keys(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """What has `keys` need not be a dictionary."""
    match node:
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[held]):
            if _asks_keys(held):
                yield left.lineno, "SIM118"
        case ast.For(target=target, iter=held) if _asks_keys(held):
            yield target.lineno, "SIM118"
        case ast.comprehension(target=target, iter=held) if _asks_keys(held):
            yield target.lineno, "SIM118"


def _asks_keys(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="keys"), args=[], keywords=[]):
            return True
    return False


def _vague_error(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    match node:
        case ast.Raise(exc=ast.Name() | ast.Call(func=ast.Name()) as raised):
            name = raised.func if isinstance(raised, ast.Call) else raised
            if isinstance(name, ast.Name) and name.id in _BLIND and name.id not in own:
                yield raised.lineno, "TRY002"


def _summed_lists(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    match node:
        case ast.Call(func=ast.Name(id="sum"), args=[_, start]) if "sum" not in own:
            if (isinstance(start, ast.List) and not start.elts) or calls(start, "list"):
                yield node.lineno, "RUF017"


def _shared_attribute(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    for statement in node.body if isinstance(node, ast.ClassDef) else ():
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                mutable = isinstance(value, _STRUCTURES) or _makes(value, own)
                if mutable and not (name.startswith("__") and name.endswith("__")):
                    yield value.lineno, "RUF012"


def _odd_literal(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """Comparisons, assertions, tables and texts that say something else than they seem to."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            every = [left, *others]
            for at, op in enumerate(ops):
                if isinstance(op, ast.Is | ast.IsNot) and any(map(_is_text, every[at : at + 2])):
                    yield node.left.lineno, "F632"
        case ast.JoinedStr(values=values) if not isinstance(parents[node], ast.FormattedValue):
            if not any(isinstance(value, ast.FormattedValue) for value in values):
                yield node.lineno, "F541"
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            if node.args and "{" not in text and not isinstance(node.args[0], ast.Starred):
                yield node.lineno, "F523"
        case ast.Assert(test=ast.Tuple(elts=[_, *_])):
            yield node.lineno, "F631"
        case ast.Raise(exc=ast.Name(id="NotImplemented") as raised):
            yield raised.lineno, "F901"
        case ast.Dict(keys=keys):
            seen: set[tuple[type, object]] = set()
            for key in keys:
                if isinstance(key, ast.Constant):
                    known = type(key.value), key.value
                    if known in seen:
                        yield key.lineno, "F601"
                    seen.add(known)


def _is_text(node: ast.expr) -> bool:
    plain = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes | int | float)
    return plain and not isinstance(node.value, bool)  # type: ignore[attr-defined]


def _words(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`"a b c".split()`: a list of words reads well as one text."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str()), attr="split" | "rsplit"),
            args=args,
            keywords=[],
        ) if all(isinstance(arg, ast.Constant) for arg in args):
            yield node.lineno, "SIM905"


def _answer_of_all(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`any([f(x) for x in xs])` computes every `f(x)`, a generator stops at the first."""
    match node:
        case ast.Call(func=ast.Name(id="any" | "all" as name), args=[ast.ListComp()]):
            if name not in own:
                yield node.lineno, "C419"


def _lazy_lambda(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`map(lambda x: x + 1, xs)` is no generator, though it gives the same values."""
    match node:
        case ast.Call(func=ast.Name(id="map"), args=[ast.Lambda(args=spec), _, *_], keywords=[]):
            plain = not (spec.defaults or spec.kw_defaults or spec.vararg or spec.kwarg)
            if plain and (spec.args or spec.posonlyargs) and "map" not in own:
                yield node.lineno, "C417"


def _default_of_variable(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`os.environ.get("N", 0)` gives a text or a number."""
    match node:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Name(id="os") | ast.Attribute(value=ast.Name(id="os"), attr="environ"),
                attr="getenv" | "get",
            ),
            args=[_, ast.Constant(value=int() | float() | bytes())],
        ):
            yield node.args[1].lineno, "PLW1508"


def _whole_number(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`int(round(x))`, where `round` may be another library's."""
    match node:
        case ast.Call(func=ast.Name(id="int"), args=[ast.Call() as inner], keywords=[]):
            match inner:
                case ast.Call(func=ast.Name(id="round" | "len" | "ord"), args=[_], keywords=[]):
                    yield node.lineno, "RUF046"
                case ast.Call(func=ast.Attribute(value=ast.Name(id="math"), attr="ceil" | "floor")):
                    yield node.lineno, "RUF046"


def _unsure_of_builtins(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`object` and `dict()` as they were written, where a star import may mean another."""
    match node:
        case ast.ClassDef(bases=bases):
            for base in bases:
                if isinstance(base, ast.Name) and base.id == "object" and base.id not in own:
                    yield base.lineno, "UP004"
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=given) if "dict" not in own:
            if all(each.arg for each in given):
                yield node.lineno, "C408"
        case ast.Call(func=ast.Name(id="list" | "tuple" as name), args=[], keywords=[]):
            if name not in own:
                yield node.lineno, "C408"


def _text_in_text(node: ast.AST, parents: Parents, own: set[str]) -> Found:
    """`f"{str(x)}"`."""
    match node:
        case ast.JoinedStr(values=values, lineno=line, end_lineno=end) if line == end:
            for value in values:
                plain = isinstance(value, ast.FormattedValue) and value.conversion == -1
                if plain and calls(value.value, "str", "repr", "ascii"):  # type: ignore[attr-defined]
                    yield line, "RUF010"


RULES: tuple[Rule, ...] = (
    _percent, _unclosed, _blind, _shared_default, _implicit_none, _first_of_list, _in_keys,
    _vague_error, _summed_lists, _shared_attribute, _odd_literal, _words,
    _answer_of_all, _lazy_lambda, _default_of_variable, _whole_number,
    _unsure_of_builtins, _text_in_text,
)  # fmt: skip
