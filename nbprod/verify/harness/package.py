"""Run a package as `python -m NAME run` does, and catch what its functions computed.

A package promises nothing about how it hands over its values. So, as its modules are imported,
each function is made to leave its last locals behind when it returns. Which of them is a
notebook's `df`? In this order: what the pipeline's `run()` returned under that name; the last
binding in a function, those of stages before the rest; a module's global; a field of a
configuration object.
"""

from __future__ import annotations

import ast
import builtins
import importlib.machinery
import re
import runpy
import sys
import tempfile
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .report import Report, Spec, described
from .shape import Shape

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


RESULTS, STAGE, FUNCTION, MODULE, FIELD = range(5)


class Catcher(ast.NodeTransformer):
    """Makes functions leave their locals, and `run` its return value, behind."""

    def __init__(self, module: str, lifted: frozenset[str]) -> None:
        """`lifted` are functions of the notebook: their locals are no names of the notebook."""
        self.module = module
        self.lifted = lifted
        self.depth = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Leave methods alone: their locals are no names of the notebook."""
        return node

    def visit_FunctionDef(self, node: Any) -> ast.AST:
        """Wrap the body in `try: ... finally: keep(locals())`."""
        inner = self.depth > 0 or not self.module.startswith("stages")
        if node.name in self.lifted and inner:
            return node  # type: ignore[no-any-return]
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
            tree = Catcher(module, self.lifted).visit(ast.parse(data, path))
            tree = ast.fix_missing_locations(tree)
            return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

        loaders.source_to_code = caught

    def keep(self, module: str, function: str, names: Mapping[str, Any]) -> None:
        """Take the locals of a function that is done; of many calls, the last."""
        self.turn += 1
        rank = STAGE if module.startswith("stages") else FUNCTION
        self.kept[f"{module}:{function}"] = Kept(
            rank, self.turn, f"{module}:{function}", dict(names)
        )

    def give(self, value: Any) -> Any:
        """Take what `run()` returns, if it has names."""
        self.turn += 1
        names = fields(value)
        if names:
            self.kept["run()"] = Kept(RESULTS, self.turn, "run()", names)
        return value

    def everything(self) -> list[Kept]:
        """All that was caught, the most telling first."""
        modules = [m for m in list(sys.modules.values()) if self._holds(m)]
        found = [*self.kept.values(), *(self._globals(module) for module in modules)]
        found += [Kept(FIELD, kept.turn, f"{kept.where} ({name})", fields(value))
                  for kept in found for name, value in kept.names.items()
                  if self._is_settings(value)]  # fmt: skip
        return sorted(found, key=lambda kept: (kept.rank, -kept.turn))

    def _holds(self, module: Any) -> bool:
        file = getattr(module, "__file__", None)
        return bool(file) and Path(str(file)).resolve().is_relative_to(self.folder)

    def _globals(self, module: types.ModuleType) -> Kept:
        where = Path(str(module.__file__)).resolve().relative_to(self.folder).as_posix()
        return Kept(MODULE, 0, where, dict(vars(module)))

    def _is_settings(self, value: Any) -> bool:
        own = type(value).__module__.partition(".")[0] in (self.name, "__main__")
        return own and hasattr(type(value), "__dataclass_fields__")


def fields(value: Any) -> dict[str, Any]:
    """The named values that a mapping, a named tuple or a dataclass holds."""
    if isinstance(value, Mapping):
        return {name: part for name, part in value.items() if isinstance(name, str)}
    kind: Any = type(value)
    names = getattr(kind, "_fields", ()) or getattr(kind, "__dataclass_fields__", ())
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def find(name: str, everything: list[Kept]) -> tuple[str, Any] | None:
    """Where the package holds a notebook's name, and the value it last had there.

    The name itself wins; then its spelling as a constant or setting (`BATCH_SIZE`,
    `batch_size`); then the name with a number, as given to one of several versions.
    """
    plain = name.strip("_").lower() or name
    numbered = re.compile(re.escape(plain) + r"_?\d+")
    for matches in (
        lambda other: other == name,
        lambda other: (other.strip("_").lower() or other) == plain,
        lambda other: numbered.fullmatch(other.lower()) is not None,
    ):
        for kept in everything:
            found = [other for other in kept.names if matches(other)]
            if found and not isinstance(kept.names[found[-1]], types.ModuleType):
                return kept.where, kept.names[found[-1]]
    return None


def run(spec: Spec) -> None:
    """Run the package and report the values of the names that the spec asks for."""
    folder, name = Path(spec["package"]).resolve(), spec["name"]
    report = Report(spec, where=lambda: "", own=["__main__", name, *spec["own"]])
    package = Package(folder, name, frozenset(spec["functions"]))
    package.watch()
    sys.path[:0] = ["", str(folder.parent)]
    sys.argv[:] = [str(folder / "__main__.py"), *spec["arguments"]]
    report.event(f"python -m {name} {' '.join(spec['arguments'])}".strip())
    code, error = _main(package)
    report.event("looking at the values")
    values = list(_values(report, package.everything(), spec["names"]))
    report.finish(values, cells=[], displays=[], code=code, error=error)


def _main(package: Package) -> tuple[int, Any]:
    """Run the package; its exit code, and the error that ended it, if one did."""
    try:
        names = runpy.run_module(package.name, run_name="__main__", alter_sys=True)
        package.kept["__main__"] = Kept(MODULE, package.turn, "__main__.py", names)
    except SystemExit as end:
        return _code(end.code)
    except BaseException as error:
        return 1, described(error, inside=lambda file: file.startswith(str(package.folder)))
    finally:
        sys.stdout.flush()
    return 0, None


def _code(code: Any) -> tuple[int, Any]:
    """The exit code that `sys.exit(code)` means."""
    if code is None or isinstance(code, int):
        return code or 0, None
    return 1, {"kind": "SystemExit", "text": str(code), "line": None, "file": "", "source": ""}


def _values(
    report: Report, everything: list[Kept], names: list[str]
) -> Iterator[tuple[str, str, Shape]]:
    for name in names:
        found = find(name, everything)
        if found:
            report.event(f"value {name}")
            yield name, found[0], report.look.value(found[1])
