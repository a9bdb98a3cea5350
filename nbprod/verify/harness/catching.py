"""Catch what a package's functions hold, by rewriting them as they are imported."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib.machinery
import sys
import tempfile
import types
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

KEEP = "__nbprod_keep__"
GIVE = "__nbprod_give__"


class Kept(NamedTuple):
    """The names that one function, module or object held when it was done."""

    rank: int
    """The lower, the nearer to what the package calls its results."""
    turn: int
    """The later, the higher."""
    where: str
    names: Mapping[str, Any]
    bound: frozenset[str] = frozenset()
    """The names that it bound itself, its parameters only if bound anew."""


RESULTS, STAGE, FUNCTION, MODULE, FIELD, IDLE, COMMAND = range(7)
_COMMAND_LINE = "__main__.py"


class Catcher(ast.NodeTransformer):
    """Makes functions leave their locals, and `run` its return value, behind."""

    def __init__(self, module: str, package: Package) -> None:
        """Functions of the notebook are left alone: their locals are no names of the notebook."""
        self.module = module
        self.package = package
        self.depth = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Leave methods alone: their locals are no names of the notebook."""
        return node

    def visit_FunctionDef(self, node: Any) -> ast.AST:
        """Wrap the body in `try: ... finally: keep(locals())`."""
        inner = self.depth > 0 or not self.module.startswith("stages")
        if node.name in self.package.lifted and inner:
            return node  # type: ignore[no-any-return]
        self.package.bound[f"{self.module}:{node.name}"] = frozenset(_bound(node))
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        if node.name == "run" and self.depth == 0:
            node = _Giver().generic_visit(node)
        docstring = node.body[: ast.get_docstring(node, clean=False) is not None]
        body = node.body[len(docstring) :] or [ast.Pass()]
        last = ast.parse(f"{KEEP}({self.module!r}, {node.name!r}, locals())").body
        node.body = [*docstring, ast.Try(body=body, handlers=[], orelse=[], finalbody=last)]
        return node  # type: ignore[no-any-return]

    visit_AsyncFunctionDef = visit_FunctionDef


def _bound(function: Any) -> Iterator[str]:
    """The names that a function binds, or changes through a subscript or an attribute."""
    for node in ast.walk(function):
        stored = isinstance(getattr(node, "ctx", None), ast.Store)
        while stored and isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
            node = node.value
        if stored and isinstance(node, ast.Name):
            yield node.id


class _Giver(ast.NodeTransformer):
    """Shows what a function returns to `give`, those defined inside it left alone."""

    def visit_FunctionDef(self, node: Any) -> ast.AST:
        return node  # type: ignore[no-any-return]

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None:
            node.value = ast.Call(ast.Name(GIVE, ast.Load()), [node.value], [])
        return node


class Package:
    """The package under watch."""

    def __init__(self, folder: Path, name: str, lifted: frozenset[str]) -> None:
        """`folder` holds its modules; `lifted` are the functions the notebook defined."""
        self.folder = folder
        self.name = name
        self.lifted = lifted
        self.turn = 0
        self.kept: dict[str, Kept] = {}
        self.bound: dict[str, frozenset[str]] = {}

    def watch(self) -> None:
        """Catch from now on."""
        setattr(builtins, KEEP, self.keep)
        setattr(builtins, GIVE, self.give)
        sys.dont_write_bytecode = True
        sys.pycache_prefix = tempfile.mkdtemp()
        loaders: Any = importlib.machinery.SourceFileLoader
        plain = loaders.source_to_code

        def caught(loader: Any, data: Any, path: Any, *, _optimize: int = -1) -> Any:
            """Compile a module of the package with the catch in it."""
            if not Path(str(path)).resolve().is_relative_to(self.folder):
                return plain(loader, data, path, _optimize=_optimize)
            module = Path(str(path)).resolve().relative_to(self.folder).as_posix()
            tree = Catcher(module, self).visit(ast.parse(data, path))
            tree = ast.fix_missing_locations(tree)
            return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

        loaders.source_to_code = caught

    def keep(self, module: str, function: str, names: Mapping[str, Any]) -> None:
        """Take the locals of a function that is done; of many calls, the last."""
        self.turn += 1
        key = f"{module}:{function}"
        bound = self.bound.get(key, frozenset())
        self.kept[key] = Kept(_rank(module), self.turn, key, dict(names), bound)

    def give(self, value: Any) -> Any:
        """Take what `run()` returns, if it has names."""
        self.turn += 1
        names = fields(value)
        if names:
            self.kept["run()"] = Kept(RESULTS, self.turn, "run()", names)
        return value

    def everything(self) -> list[Kept]:
        """All that was caught."""
        modules = [m for m in list(sys.modules.values()) if self._holds(m)]
        found = [*self.kept.values(), *(self._globals(module) for module in modules)]
        found += [Kept(FIELD, kept.turn, f"{kept.where} ({name})", fields(value))
                  for kept in found for name, value in kept.names.items()
                  if self._is_settings(value)]  # fmt: skip
        return found + list(self._idle({Path(str(m.__file__)).resolve() for m in modules}))

    def _idle(self, used: Set[Path]) -> Iterator[Kept]:
        """The constants of modules that the run had no need of, as they are written.

        Functions that a notebook only looked at stand in one, with what they read.
        """
        for path in sorted(set(self.folder.rglob("*.py")) - used):
            with contextlib.suppress(SyntaxError, ValueError):
                where = path.relative_to(self.folder).as_posix()
                yield Kept(IDLE, 0, where, dict(constants(ast.parse(path.read_bytes()))))

    def _holds(self, module: Any) -> bool:
        file = getattr(module, "__file__", None)
        return bool(file) and Path(str(file)).resolve().is_relative_to(self.folder)

    def _globals(self, module: types.ModuleType) -> Kept:
        where = Path(str(module.__file__)).resolve().relative_to(self.folder).as_posix()
        return Kept(MODULE, 0, where, dict(vars(module)))

    def _is_settings(self, value: Any) -> bool:
        own = type(value).__module__.partition(".")[0] in (self.name, "__main__")
        return own and hasattr(type(value), "__dataclass_fields__")


def _rank(module: str) -> int:
    """How near to the results a module's functions are.

    What reads the command line has names of its own: a loop over options ends with an `f` as well,
    long after the notebook's `f` was bound in a module.
    """
    if module == _COMMAND_LINE:
        return COMMAND
    return STAGE if module.startswith("stages") else FUNCTION


def constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """The names that a module binds to a plain value, and that value."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value) | ast.AnnAssign(
                target=ast.Name(id=name), value=ast.expr() as value
            ):
                with contextlib.suppress(ValueError, TypeError):
                    yield name, ast.literal_eval(value)


def fields(value: Any) -> dict[str, Any]:
    """The named values that a mapping, a named tuple or a dataclass holds."""
    if isinstance(value, Mapping):
        return {name: part for name, part in value.items() if isinstance(name, str)}
    kind: Any = type(value)
    names = getattr(kind, "_fields", ()) or getattr(kind, "__dataclass_fields__", ())
    return {name: getattr(value, name) for name in names if hasattr(value, name)}
