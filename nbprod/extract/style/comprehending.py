"""Collections that are built by way of another one, as the comprehension that they are."""

from __future__ import annotations

import libcst as cst

_DISPLAYS = cst.List | cst.Tuple | cst.Set
_LISTS = ("list", "tuple")


def comprehended(name: str, call: cst.Call) -> cst.BaseExpression | None:
    """`set([f(x) for x in xs])` as `{f(x) for x in xs}`, and its like; None where it is none."""
    if len(call.args) != 1 or call.args[0].star or call.args[0].keyword:
        return None
    value = call.args[0].value
    match name, value:
        case "dict", cst.ListComp(elt=elt) | cst.GeneratorExp(elt=elt):
            return _dict(elt, value.for_in, call)
        case "set", cst.ListComp() | cst.GeneratorExp():
            return cst.SetComp(value.elt, value.for_in, lpar=call.lpar, rpar=call.rpar)
        case "list", cst.GeneratorExp():
            return cst.ListComp(value.elt, value.for_in, lpar=call.lpar, rpar=call.rpar)
        case "list" | "set", cst.Call(func=cst.Name("map"), args=[first, items]):
            return _mapped(name, first, items, call)
        case "set", cst.List(elements=[_, *_]) | cst.Tuple(elements=[_, *_]):
            return cst.Set(value.elements, lpar=call.lpar, rpar=call.rpar)
        case "list", cst.List() | cst.Tuple():
            return cst.List(value.elements, lpar=call.lpar, rpar=call.rpar)
    return None


def _dict(
    elt: cst.BaseExpression, for_in: cst.CompFor, call: cst.Call
) -> cst.BaseExpression | None:
    match elt:
        case cst.Tuple(elements=[cst.Element(value=key), cst.Element(value=value)]):
            return cst.DictComp(key, value, for_in, lpar=call.lpar, rpar=call.rpar)
    return None


def _mapped(name: str, first: cst.Arg, items: cst.Arg, call: cst.Call) -> cst.BaseExpression | None:
    """`list(map(lambda x: x + 1, xs))`."""
    match first:
        case cst.Arg(
            value=cst.Lambda(
                params=cst.Parameters(
                    params=[cst.Param(name=target, default=None)],
                    kwonly_params=[],
                    posonly_params=[],
                    star_arg=cst.MaybeSentinel.DEFAULT,
                    star_kwarg=None,
                ),
                body=body,
            ),
            star="",
        ) if not items.star and not _binds(body):
            loop = cst.CompFor(cst.Name(target.value), _bracketed(items.value))
            kind = cst.ListComp if name == "list" else cst.SetComp
            return kind(body, loop, lpar=call.lpar, rpar=call.rpar)
    return None


def _binds(node: cst.CSTNode) -> bool:
    """Whether an expression binds names, waits or hands on: a comprehension is no function."""
    kinds = cst.NamedExpr | cst.Await | cst.Yield | cst.Lambda
    return isinstance(node, kinds) or any(_binds(child) for child in node.children)


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    """What stands after `in` may be no bare condition."""
    if isinstance(node, cst.IfExp | cst.Lambda) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def direct(name: str, call: cst.Call, is_builtin: bool) -> cst.Call:
    """`sorted(list(x))` as `sorted(x)`: the list in between is made and thrown away."""
    match call.args:
        case [cst.Arg(value=cst.Call(func=cst.Name(value=inner), args=[only])), *_] if (
            is_builtin and inner in _LISTS and not only.star and not only.keyword
        ):
            if name == "sorted" or (name in ("set", "list", "tuple") and len(call.args) == 1):
                first = call.args[0].with_changes(value=only.value)
                return call.with_changes(args=[first, *call.args[1:]])
    return call


def checked(call: cst.Call) -> cst.Call:
    """`subprocess.run(x)` with what it does by default said: a failure is not an error."""
    match call.func:
        case cst.Attribute(value=cst.Name("subprocess"), attr=cst.Name("run")):
            open_ended = any(arg.star == "**" for arg in call.args)
            named = {arg.keyword.value for arg in call.args if arg.keyword}
            if call.args and not open_ended and "check" not in named:
                equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
                more = cst.Arg(cst.Name("False"), keyword=cst.Name("check"), equal=equal)
                return call.with_changes(args=[*call.args, more])
    return call


def unwrapped(call: cst.Call) -> cst.Call:
    """`print((x))` as `print(x)`."""
    match call.args:
        case [cst.Arg(star="", keyword=None, value=value) as only] if value.lpar:
            own = isinstance(value, cst.Tuple | cst.GeneratorExp | cst.Yield | cst.NamedExpr)
            if len(value.lpar) > own:
                keep = int(own)
                inner = value.with_changes(lpar=value.lpar[:keep], rpar=value.rpar[:keep])
                return call.with_changes(args=[only.with_changes(value=inner)])
    return call
