"""Which expressions mean the same in every module, and whenever they are worked out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from nbprod.extract.decisions.imports import Imports
from nbprod.extract.statements.binding import TYPE_CALLS, assigned_value
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.flow.names import Names, looks_like_class

_GIVEN = frozenset(("__name__", "__file__", "__doc__"))
_PURE_CALLS = listed(
    "os.path.join os.path.expanduser pathlib.Path re.compile torch.device torch.cuda.is_available "
    "typing.TypeVar typing.NewType builtins.range "
    "builtins.frozenset builtins.set builtins.list builtins.dict builtins.tuple builtins.str "
    "builtins.int builtins.float builtins.len builtins.max builtins.min builtins.sum "
    "operator.itemgetter operator.attrgetter fractions.Fraction math.sqrt "
    "math.log math.exp datetime.date datetime.datetime datetime.timedelta string.Template "
    "logging.getLogger functools.partial"
)
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

    def knows(self, name: str) -> bool:
        """Whether a name means the same in every module."""
        if self._imports.knows(name):
            return True
        unbound = name not in self._program.binders
        return unbound and (name in BUILTINS or name in _GIVEN)

    def is_constant(self, node: ast.expr, known: Mapping[str, Piece]) -> bool:
        """Whether an expression does, where `known` names do."""
        names = self._program.analysis.names
        if _asks_a_module(node, known, self._imports.knows, names):
            return False
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return self.knows(name) or name in known
            case ast.Attribute(value=value):
                return self._is_steady(node) and self.is_constant(value, known)
            case ast.Call():
                callee = names.callee(node)
                return callee in _PURE_CALLS | TYPE_CALLS and self._parts(node, known)
        return not isinstance(node, _RUNNING) and self._parts(node, known)

    def _is_steady(self, node: ast.Attribute) -> bool:
        """Whether nothing sets an attribute; options of a library have been set by calls as well."""
        return node.attr != "options" and ast.unparse(node) not in self._program.set_parts

    def _parts(self, node: ast.AST, known: Mapping[str, Piece]) -> bool:
        for child in ast.iter_child_nodes(node):
            inner = child.value if isinstance(child, ast.keyword) else child
            if isinstance(inner, ast.expr) and not self.is_constant(inner, known):
                return False
        return True


def _asks_a_module(
    node: ast.expr, known: Mapping[str, Piece], imported: Callable[[str], bool], names: Names
) -> bool:
    """Whether an expression asks for what is in a container of a module: `os.environ["HOME"]`.

    What ran before may have filled it, so the answer is only right where the notebook asked. The
    parameters of a type, as in `t.Dict[str, int]`, are no such thing.
    """
    match node:
        case ast.Subscript(value=whole) | ast.Compare(
            ops=[ast.In() | ast.NotIn()], comparators=[whole]
        ):
            pass
        case _:
            return False
    while isinstance(whole, ast.Name) and whole.id in known:
        whole = assigned_value(known[whole.id].node) or ast.Constant(None)
    held = isinstance(whole, ast.Attribute) or (isinstance(whole, ast.Name) and imported(whole.id))
    return held and not looks_like_class(names.dotted(whole))
