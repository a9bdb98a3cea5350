"""Which expressions mean the same in every module, and whenever they are worked out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from nbprod.extract.decisions.imports import Imports
from nbprod.extract.decisions.known_modules import STANDARD
from nbprod.extract.statements.binding import TYPE_CALLS, assigned_value
from nbprod.extract.statements.governing import governed, library_of
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.flow.fact import looks_like_class
from nbprod.flow.names import Names

_GIVEN = frozenset(("__name__", "__file__", "__doc__"))
_READING = listed(
    "builtins.frozenset builtins.set builtins.list builtins.dict builtins.tuple builtins.str "
    "builtins.len builtins.max builtins.min builtins.sum"
)
"""Calls that work out what a container holds."""

_PURE_CALLS = (
    _READING
    | TYPE_CALLS
    | listed(
        "os.path.join os.path.expanduser pathlib.Path re.compile torch.device torch.cuda.is_available "
        "typing.TypeVar typing.NewType builtins.range builtins.int builtins.float "
        "operator.itemgetter operator.attrgetter fractions.Fraction math.sqrt "
        "math.log math.exp datetime.date datetime.datetime datetime.timedelta string.Template "
        "logging.getLogger functools.partial"
    )
)
_MAKING = listed("pandas.Timestamp pandas.Timedelta")
"""Calls that make what their arguments say, whatever their library was told."""

_ASKING_THE_ENVIRONMENT = listed("os.path.expanduser torch.cuda.is_available")
_RUNNING = (
    ast.Lambda | ast.GeneratorExp | ast.Await | ast.NamedExpr | ast.Yield
    | ast.ListComp | ast.SetComp | ast.DictComp
)  # fmt: skip
"""Expressions that run code of their own."""


class Plain:
    """Tells what is made of literals, imports and other such values alone, for one notebook."""

    def __init__(self, program: Program, imports: Imports) -> None:
        self._program = program
        self._imports = imports
        self._names = program.analysis.names
        self._governed = governed(program.pieces, self._names)
        self._moving = STANDARD | self._governed

    def knows(self, name: str) -> bool:
        """Whether a name means the same in every module."""
        if self._imports.knows(name):
            return True
        unbound = name not in self._program.binders
        return unbound and (name in BUILTINS or name in _GIVEN)

    def is_constant(self, node: ast.expr, known: Mapping[str, Piece]) -> bool:
        """Whether an expression does, where `known` names do."""
        if self._asks_a_module(node, known):
            return False
        match node:
            case ast.Constant():
                return True
            case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(args=[], keywords=[]):
                return False  # it waits to be filled, be it by whom nobody knows
            case ast.Name(id=name):
                return self.knows(name) or name in known
            case ast.Attribute(value=value):
                return self._is_steady(node) and self.is_constant(value, known)
            case ast.Call():
                return self._is_pure(self._names.callee(node)) and self._parts(node, known)
        return not isinstance(node, _RUNNING) and self._parts(node, known)

    def _is_pure(self, callee: str | None) -> bool:
        if callee in _ASKING_THE_ENVIRONMENT and "environ" in self._program.set_parts:
            return False
        if "builtins" in self._governed and callee and callee.startswith("builtins."):
            return False
        return callee in _PURE_CALLS

    def _is_steady(self, node: ast.Attribute) -> bool:
        """Whether nothing sets an attribute; options of a library have been set by calls as well."""
        if node.attr == "options" or node.attr in self._program.set_parts:
            return False
        return not self._follows(node)

    def _follows(self, node: ast.Attribute) -> bool:
        """Whether an attribute may follow what its library was told: `time.tzname`.

        What an object of a library holds may, as may what Python's own modules do, but for types and
        what is written as a constant; with other libraries it is types and functions.
        """
        library = library_of(node.value, self._names)
        if library not in self._governed or self._names.dotted(node) in _PURE_CALLS:
            return False
        own = not self._names.dotted(node) or library in STANDARD
        return own and not node.attr[:1].isupper()

    def is_still(self, node: ast.AST) -> bool:
        """Whether what a definition works out when it is made is the same whenever it is made."""
        every = (getattr(part, "decorator_list", ()) for part in ast.walk(node))
        decorators = [decorator for each in every for decorator in each]
        around = [part for each in decorators for part in ast.walk(each)]
        return all(
            part in decorators or self._is_still(part, is_around=part in around)
            for part in _run_by(node, self._names)
        )

    def _is_still(self, part: ast.AST, *, is_around: bool) -> bool:
        match part:
            case ast.Attribute() if not self._is_steady(part):
                return False
            case ast.Call() if self._asks_governed(part):
                return False
            case ast.expr() if self._asks_a_module(part, {}):
                # `@jit(int64[:])` is told a type, as far as its library is not known to answer anew.
                return is_around and library_of(_whole(part), self._names) not in self._moving
        return True

    def _asks_governed(self, call: ast.Call) -> bool:
        """Whether a library that was told something is asked, and not by what is known as pure."""
        callee = self._names.callee(call)
        pure = self._is_pure(callee) or callee in _MAKING
        return callee.partition(".")[0] in self._governed and not pure

    def _asks_a_module(self, node: ast.expr, known: Mapping[str, Piece]) -> bool:
        """Whether an expression asks for what is in a container of a module: `os.environ["HOME"]`.

        So do `"HOME" in os.environ`, `len(sys.path)` and `dict(plt.rcParams)`.
        What ran before may have filled it, so the answer is only right where the notebook asked. The
        parameters of a type, as in `t.Dict[str, int]`, are no such thing.
        """
        match node:
            case ast.Subscript(value=whole) | ast.Compare(
                ops=[ast.In() | ast.NotIn()], comparators=[whole]
            ):
                pass
            case ast.Call(args=[ast.Attribute() | ast.Name() as whole, *_]):
                if self._names.callee(node) not in _READING:
                    return False
            case _:
                return False
        while isinstance(whole, ast.Name) and whole.id in known:
            whole = assigned_value(known[whole.id].node) or ast.Constant(None)
        held = isinstance(whole, ast.Attribute) or (
            isinstance(whole, ast.Name) and self._imports.knows(whole.id)
        )
        return held and not looks_like_class(self._names.dotted(whole))

    def _parts(self, node: ast.AST, known: Mapping[str, Piece]) -> bool:
        for child in ast.iter_child_nodes(node):
            inner = child.value if isinstance(child, ast.keyword) else child
            if isinstance(inner, ast.expr) and not self.is_constant(inner, known):
                return False
        return True


def _whole(node: ast.expr) -> ast.expr:
    """The container that an expression asks."""
    match node:
        case ast.Subscript(value=whole) | ast.Compare(comparators=[whole]):
            return whole
        case ast.Call(args=[whole, *_]):
            return whole
    return node


def _run_by(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """What runs when a definition is made: parts of it, and the notebook's functions that they call."""
    todo, seen, bare = list(_at_once(node)), {id(node)}, getattr(node, "decorator_list", ())
    while todo:
        part = todo.pop()
        yield part
        called = part.func if isinstance(part, ast.Call) else part if part in bare else None
        own = names.definition(called) if isinstance(called, ast.Name) else None
        if own is not None and id(own.node) not in seen:
            seen.add(id(own.node))
            body = own.node.body if isinstance(own.node, _BLOCKS) else ()
            inner = (part for each in body for part in (each, *_at_once(each)))
            todo += [part for part in inner if _is_of_module(part, names)]


def _is_of_module(node: ast.AST, names: Names) -> bool:
    """Whether a part of a function is a call, or asks a module and nothing of its own."""
    match node:
        case ast.Attribute(value=whole) | ast.Subscript(value=whole):
            return bool(names.dotted(whole))
    return isinstance(node, ast.Call)


_BLOCKS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a definition that are worked out when it is made: no body of a function."""
    match node:
        case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            parts: list[ast.AST] = [*node.decorator_list, *_defaults(args)]
        case ast.Lambda(args=args):
            parts = _defaults(args)
        case ast.AnnAssign(value=value):
            parts = [value] if value else []
        case _:
            parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield part
        yield from _at_once(part)


def _defaults(args: ast.arguments) -> list[ast.AST]:
    return [*args.defaults, *filter(None, args.kw_defaults)]
