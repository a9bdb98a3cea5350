"""Old spellings of an emitted module, brought up to date; the only door to LibCST on this floor.

A concrete tree keeps what a syntax tree forgets, so that comments, quotes and line breaks of the
author stay. A spelling is changed only where the value, and the order in which values are computed,
are certainly the same; what a linter would say beyond that is left to the author.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from nbprod.extract.style import formats
from nbprod.extract.style.comprehending import checked, comprehended, direct, unwrapped
from nbprod.extract.style.flattening import Flattener
from nbprod.extract.style.gathering import gathered
from nbprod.extract.style.long_remarks import with_long_remarks_above
from nbprod.extract.style.remarks import without_idle_remarks
from nbprod.extract.style.renaming import renamed
from nbprod.extract.style.sorting import Sorter

_INVALID = re.compile(r"\\(?![\n\r\\'\"abfnrtv0-7xNuU])")
_SPELLINGS = re.compile(
    rf"{_INVALID.pattern}|\.format\(|\.keys\(\)|\b(range|print|dict|list|tuple|set|sorted|super|run)\s*\("
    r"|\(\(|\bnot\b|\breturn$|\breturn None\b|\(object\)|:\n\s*(if|with)\b",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\(\r\n|.|\Z)", re.DOTALL)
_ESCAPES = frozenset("\n\r\r\n\\'\"abfnrtv01234567x")
_NAMED = frozenset("NuU")
_EMPTY = {"list": cst.List([]), "tuple": cst.Tuple([]), "dict": cst.Dict([])}


def modernised(text: str, own: frozenset[str] = frozenset()) -> str:
    """A module as one writes it today; `own` are the packages that imports count as its own.

    What LibCST cannot read, such as syntax younger than it or nested without end, stays as it is.
    """
    try:
        text = gathered(with_long_remarks_above(without_idle_remarks(renamed(text))))
        module = cst.parse_module(text)
        if module.code != text:
            return text
        if _SPELLINGS.search(text) or _has_idle_placeholders(text):
            spelling = _Spelling(module, ast.parse(text))
            module = module.visit(spelling)
            module = module.visit(Flattener(objects=spelling.is_builtin("object")))
        return module.visit(Sorter(own)).code
    except (cst.ParserSyntaxError, tokenize.TokenError, RecursionError):
        return text


def _has_idle_placeholders(text: str) -> bool:
    """Whether some f-string fills in nothing."""
    strings = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr))
    return any(not any(isinstance(v, ast.FormattedValue) for v in s.values) for s in strings)


class _Spelling(cst.CSTTransformer):
    """Expressions, each by itself."""

    def __init__(self, module: cst.Module, tree: ast.Module) -> None:
        super().__init__()
        self._module = module
        self._supers = "super(" in module.code
        self._scopes: list[str] = []
        """The first parameter of each function, or the name of each class, around a node."""
        self._bound = Counter(_bindings(tree))
        self._dicts = frozenset(_dicts(tree))

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        """One scope deeper."""
        first = [*node.params.posonly_params, *node.params.params][:1]
        name = first[0].name.value if first else ""
        self._scopes.append("" if self._supers and self._asks_inside(node.body) else name)

    def _asks_inside(self, body: cst.BaseSuite) -> bool:
        """Whether a lambda or comprehension, a scope of its own, asks for `super`."""
        inner = m.Lambda() | m.ListComp() | m.SetComp() | m.DictComp() | m.GeneratorExp()
        return any("super" in self._module.code_for_node(each) for each in m.findall(body, inner))

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """One scope deeper; the name of a class is marked as one."""
        self._scopes.append(f"class {node.name.value}")

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        """One scope up."""
        self._scopes.pop()
        return updated_node

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """One scope up."""
        self._scopes.pop()
        return updated_node

    def visit_FormattedStringExpression(self, node: cst.FormattedStringExpression) -> bool:
        """Quotes and braces inside of a placeholder depend on those around it."""
        return False

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        """`"\\d"` says a backslash by accident; `r"\\d"` says it on purpose."""
        if "r" in updated_node.prefix:
            return updated_node
        known = _ESCAPES if "b" in updated_node.prefix else _ESCAPES | _NAMED
        escapes = _ESCAPE.findall(updated_node.value)
        if escapes and known.isdisjoint(escapes) and updated_node.prefix in ("", "b"):
            return updated_node.with_changes(value=f"r{updated_node.value}")
        return updated_node.with_changes(value=_doubled(updated_node.value, known))

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        """The text between placeholders; without any, the string needs no `f`."""
        texts = [p for p in updated_node.parts if isinstance(p, cst.FormattedStringText)]
        if "r" not in updated_node.prefix:
            known = _ESCAPES | _NAMED
            texts = [p.with_changes(value=_doubled(p.value, known)) for p in texts]
        if len(texts) == len(updated_node.parts):
            return _plain(updated_node, "".join(part.value for part in texts))
        done = iter(texts)
        parts = [
            next(done) if isinstance(part, cst.FormattedStringText) else part
            for part in updated_node.parts
        ]
        return updated_node.with_changes(parts=parts)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        """Calls that say more than they need to."""
        function = updated_node.func
        if isinstance(function, cst.Attribute) and function.attr.value == "format":
            text = formats.filled(function.value, updated_node.args, self._module)
            if text and not self._has_comment(original_node):
                return cst.parse_expression(text).with_changes(
                    lpar=updated_node.lpar, rpar=updated_node.rpar
                )
        if self._has_comment(original_node):
            return updated_node
        plain = unwrapped(checked(updated_node))
        if isinstance(function, cst.Name) and self.is_builtin(function.value):
            return self._shorter(function.value, plain)
        return plain

    def _shorter(self, name: str, call: cst.Call) -> cst.BaseExpression:
        call = direct(name, call, self.is_builtin("list") and self.is_builtin("tuple"))
        match name, call.args:
            case "super", [cst.Arg(value=cst.Name(kind)), cst.Arg(value=cst.Name(first))] if (
                self._scopes[-2:] == [f"class {kind}", first] and self._bound[kind] == 1
            ):
                return call.with_changes(args=[])
            case "range", [first, second] if _is_plain(first, second) and _is_zero(first.value):
                return call.with_changes(args=[second])
            case "print", [only] if _is_plain(only) and _is_empty(only.value):
                return call.with_changes(args=[])
            case ("dict" | "list" | "tuple"), []:
                return _EMPTY[name].with_changes(**_parentheses(name, call))
            case ("dict" | "set" | "list"), [_] if done := comprehended(name, call):
                return done
            case "dict", args if all(arg.keyword for arg in args):
                return cst.Dict([_entry(arg) for arg in args], lpar=call.lpar, rpar=call.rpar)
        return call

    def leave_ComparisonTarget(
        self, original_node: cst.ComparisonTarget, updated_node: cst.ComparisonTarget
    ) -> cst.ComparisonTarget:
        """`key in d.keys()`, where `d` is a dictionary for certain."""
        match updated_node:
            case cst.ComparisonTarget(
                operator=cst.In() | cst.NotIn(),
                comparator=cst.Call(
                    func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="keys")),
                    args=[],
                ) as call,
            ) if (
                name in self._dicts and not call.lpar and not self._has_comment(original_node)
            ):
                return updated_node.with_changes(comparator=cst.Name(name))
        return updated_node

    def leave_UnaryOperation(
        self, original_node: cst.UnaryOperation, updated_node: cst.UnaryOperation
    ) -> cst.BaseExpression:
        """`not x in y` asks the same as `x not in y`."""
        match updated_node:
            case cst.UnaryOperation(
                operator=cst.Not(),
                expression=cst.Comparison(
                    comparisons=[cst.ComparisonTarget(operator=cst.In() | cst.Is()) as only]
                ) as asked,
            ) if not self._has_comment(original_node):
                kind = cst.NotIn if isinstance(only.operator, cst.In) else cst.IsNot
                turned = only.with_changes(operator=kind())
                return asked.with_changes(
                    comparisons=[turned], lpar=updated_node.lpar, rpar=updated_node.rpar
                )
        return updated_node

    def is_builtin(self, name: str) -> bool:
        """Whether a name stands for Python's own throughout."""
        return not self._bound[name] and not self._bound["*"]

    def _has_comment(self, node: cst.CSTNode) -> bool:
        return "#" in self._module.code_for_node(node)


def _doubled(text: str, known: frozenset[str]) -> str:
    return _ESCAPE.sub(lambda m: m[0] if m[1] in known else f"\\{m[0]}", text)


def _plain(node: cst.FormattedString, text: str) -> cst.BaseExpression:
    if "\\N{" in text:
        return node
    start = re.sub("[fF]", "", node.start)
    text = text.replace("{{", "{").replace("}}", "}")
    return cst.SimpleString(f"{start}{text}{node.end}", lpar=node.lpar, rpar=node.rpar)


def _is_plain(*args: cst.Arg) -> bool:
    return not any(arg.star or arg.keyword for arg in args)


def _is_zero(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Integer) and node.value == "0"


def _is_empty(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) and node.value in ('""', "''")


def _parentheses(name: str, call: cst.Call) -> dict[str, object]:
    """An empty tuple is its parentheses."""
    if name == "tuple" and not call.lpar:
        return {}
    return {"lpar": call.lpar, "rpar": call.rpar}


def _entry(arg: cst.Arg) -> cst.DictElement:
    assert arg.keyword
    return cst.DictElement(cst.SimpleString(f'"{arg.keyword.value}"'), arg.value, comma=arg.comma)


def _bindings(tree: ast.Module) -> Iterator[str]:
    """Every name that is bound, as often as it is bound, in any scope; `*` for those of a star."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str() as name):
                yield name
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name
            case ast.MatchMapping(rest=str() as name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names


def _dicts(tree: ast.Module) -> Iterator[str]:
    """Names bound once, to what is a dictionary by its form or its annotation."""
    bound = Counter(_bindings(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() | ast.DictComp()):
                yield from (name,) * (bound[name] == 1)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=ast.expr()):
                yield from (name,) * (bound[name] == 1 and _says_dict(kind))
            case ast.arg(arg=name, annotation=ast.expr() as kind):
                yield from (name,) * (bound[name] == 1 and _says_dict(kind))


def _says_dict(kind: ast.expr) -> bool:
    plain = kind.value if isinstance(kind, ast.Subscript) else kind
    return isinstance(plain, ast.Name) and plain.id == "dict"
