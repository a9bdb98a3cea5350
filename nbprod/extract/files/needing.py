"""What the modules of a package need installed: what they import, and what their calls need besides.

Asked of the modules themselves, so that what was left out of the package is no dependency of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from nbprod.flow.distributions import needs
from nbprod.flow.shapes import dotted

_WRITTEN = re.compile(r"^\s*(?:import\s+([\w.]+)|from\s+([\w.]+)\s+import\b)", re.MULTILINE)
_DRIVER = re.compile(r"^\w+\+(\w+)://")


@dataclass(slots=True)
class Needed:
    """What some modules name, as far as their text shows."""

    imported: set[str] = field(default_factory=set)
    """Dotted names of what is imported, also by programs that a module writes or runs."""
    besides: set[str] = field(default_factory=set)
    """Distributions that calls need: `openpyxl` for `pd.read_excel`."""
    drivers: set[str] = field(default_factory=set)
    """Modules that addresses of databases name: `postgresql+psycopg2://`."""

    def imports(self, module: str) -> bool:
        """Whether a module, or a part of it, is imported."""
        return any(_is_part(name, module) or _is_part(module, name) for name in self.imported)


def _is_part(name: str, whole: str) -> bool:
    return f"{name}.".startswith(f"{whole}.")


def needed_by(modules: Iterable[str], settings: Mapping[str, str]) -> Needed:
    """What texts of Python need; `settings` are the values of the configuration by name."""
    found = Needed()
    trees = [ast.parse(text) for text in modules]
    aliases = [dict(_aliases(tree)) for tree in trees]
    found.imported.update(chain.from_iterable(each.values() for each in aliases))
    roots = {name.partition(".")[0] for name in found.imported}
    for tree, known in zip(trees, aliases, strict=True):
        said = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node not in said:
                    found.imported.update(_programs(node.value))
                found.drivers.update(_DRIVER.findall(node.value))
            if isinstance(node, ast.Call):
                asked = (
                    _besides(node, known, roots, settings),
                    _opener(node, known, roots, settings),
                )
                found.besides.update(filter(None, asked))
    return found


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What a module calls its imports, each with what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}".removesuffix(".*")


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    parts = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {part.value for part in parts if isinstance(part.value, ast.Constant)}


def _programs(text: str) -> Iterator[str]:
    """What a program in a text imports."""
    for plain, of in _WRITTEN.findall(text) if "import" in text else ():
        yield (plain or of).rstrip(".")


# -- what calls need


def _besides(
    call: ast.Call, known: Mapping[str, str], roots: set[str], settings: Mapping[str, str]
) -> str:
    """The distribution that a call needs besides its library; empty for none."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "BeautifulSoup":
        parser = _text(next(iter(call.args[1:2]), None), settings)
        return needs("engine").get(parser, "")
    library = _library(call.func, known)
    asked = [root for root in ([library] if library else _LIBRARIES) if root in roots]
    need = next((needs(root)[name] for root in asked if name in needs(root)), "")
    options = (k.arg or "" for k in call.keywords if getattr(k.value, "value", None) is True)
    need = need or next((needs("option")[o] for o in options if o in needs("option")), "")
    engine = next((_text(k.value, settings) for k in call.keywords if k.arg == "engine"), "")
    if need and engine not in ("", "auto"):
        return needs("engine").get(engine, "")
    return (_by_suffix(call, settings) or need) if need == "openpyxl" else need


def _opener(
    call: ast.Call, known: Mapping[str, str], roots: set[str], settings: Mapping[str, str]
) -> str:
    """The distribution that opens the address which pandas is told to read or write: `s3://...`."""
    name, library = getattr(call.func, "attr", ""), _library(call.func, known)
    if not name.startswith(("read_", "to_")) or "pandas" not in roots:
        return ""
    told = _text(next(iter(call.args), None), settings) if library in ("", *_LIBRARIES) else ""
    return needs("scheme").get(told.partition("://")[0], "") if "://" in told else ""


_LIBRARIES = ("pandas", "geopandas", "xarray", "pyspark")
"""Libraries that give objects whose methods need more."""


def _library(node: ast.expr, known: Mapping[str, str]) -> str:
    """The library that a call is addressed to by name; empty for a method of some object."""
    return known.get(dotted(node).partition(".")[0], "").partition(".")[0]


def _by_suffix(call: ast.Call, settings: Mapping[str, str]) -> str:
    texts = (_text(argument, settings) for argument in call.args[:1])
    return next((needs("suffix").get(f".{t.rpartition('.')[2].lower()}", "") for t in texts), "")


def _text(node: ast.expr | None, settings: Mapping[str, str]) -> str:
    """A text in the code, or in the configuration; of one with fields what it begins with."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.Constant(value=str(text)):
            return text
        case ast.Attribute(attr=name):
            return settings.get(name, "").strip("rb'\"")
    return ""
