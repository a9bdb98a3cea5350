"""Magics that a notebook registers for itself: machinery of the notebook, and no work.

    @register_cell_magic
    def backend(line, cell):
        get_ipython().run_cell(cell)

Registering asks for a running notebook, so that a module of this text could not be imported.
What only registers is left out; a function that is called as one besides stays, as a plain function.
Source: IPython, "Defining custom magics".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from nbprod.extract.statements.listing import listed
from nbprod.notebook.magics import PYTHON_CELLS
from nbprod.notebook.model import Magic

_MARKS = listed(
    "register_line_magic register_cell_magic register_line_cell_magic needs_local_scope "
    "no_var_expand output_can_be_silenced"
)
_CALLS = listed("register_magic_function register_magics")
_HINT = re.compile(r"register_\w*magic|magics_class")
_HOOKS = listed("load_ipython_extension unload_ipython_extension")
"""Functions that IPython calls where it loads a module as an extension."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True)
class Unregistered:
    """The texts of the cells without what registers magics."""

    texts: dict[int, str]
    gone: list[tuple[int, str]] = field(default_factory=list)
    """First lines of the statements that were left out, each with its cell."""


def is_own(magic: Magic) -> bool:
    """Whether the notebook registers a magic, which runs its body as Python, itself."""
    return magic.holds_python and magic.name not in PYTHON_CELLS


def bare(magic: Magic) -> str:
    """What is said of a cell that such a magic would have run."""
    said = f"%%{magic.name} {magic.arguments}".strip()
    return f"`{said}` is the notebook's own magic; here the cell always runs, and nothing around it"


def unregistered(texts: Mapping[int, str]) -> Unregistered:
    """Take out magics that nothing else calls, and the decorators of those that something does."""
    done = Unregistered(dict(texts))
    if not any(_HINT.search(text) for text in texts.values()):
        return done
    trees = {number: _tree(text) for number, text in texts.items()}
    machinery = _machinery(trees)
    for number, tree in trees.items():
        for node in reversed(tree.body):
            if node in machinery:
                done.gone.insert(0, (number, _first_line(node)))
                done.texts[number] = _without(done.texts[number], node)
            elif marks := _marks(node, _aliases(trees)):
                done.texts[number] = _unmarked(done.texts[number], marks)
    done.gone.sort(key=lambda gone: gone[0])
    return done


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Module([], [])


def _aliases(trees: Mapping[int, ast.Module]) -> dict[str, str]:
    """What imports call the parts of IPython."""
    return {
        alias.asname or alias.name: alias.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("IPython")
        for alias in node.names
    }


def _machinery(trees: Mapping[int, ast.Module]) -> set[ast.stmt]:
    """The statements that only make magics: found until no more of them is."""
    aliases = _aliases(trees)
    every = list(chain.from_iterable(tree.body for tree in trees.values()))
    found: set[ast.stmt] = {node for node in every if _registers(node)}
    while True:
        left = [node for node in every if node not in found]
        made = _made(found)
        more = {
            node
            for node in left
            if _is_idle(node, [n for n in left if n is not node], aliases, made)
        }
        if not more:
            return found
        found |= more


def _made(found: set[ast.stmt]) -> frozenset[str]:
    """The names that left-out statements bind or read."""
    read = (part.id for node in found for part in ast.walk(node) if isinstance(part, ast.Name))
    return frozenset(chain(read, (node.name for node in found if isinstance(node, Definition))))


def _registers(node: ast.stmt) -> bool:
    """Whether a statement does nothing but tell IPython of a magic."""
    call = node.value if isinstance(node, ast.Expr) else None
    named = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    return named and call.func.attr in _CALLS  # type: ignore[union-attr]


def _is_idle(
    node: ast.stmt, others: list[ast.stmt], aliases: Mapping[str, str], made: frozenset[str]
) -> bool:
    """Whether a statement makes a magic, or what only magics need, and nothing else reads it."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            ours = name in _HOOKS or bool(_marks(node, aliases)) or _is_bare(node, made)
            return ours and not _is_read(name, others)
        case ast.ClassDef(name=name):
            ours = any(_name(mark, aliases) == "magics_class" for mark in node.decorator_list)
            return (ours or _is_bare(node, made)) and not _is_read(name, others)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=asked, args=[])):
            ours = name in made and _name(asked, aliases) == "get_ipython"
            return ours and not _is_read(name, others)
        case ast.Delete(targets=targets):
            return bool(targets) and all(isinstance(t, ast.Name) and t.id in made for t in targets)
    return False


def _is_bare(node: Definition, made: frozenset[str]) -> bool:
    """Whether a definition serves what was left out, and makes nothing but itself."""
    return node.name in made and not node.decorator_list


def _is_read(name: str, others: list[ast.stmt]) -> bool:
    parts = chain.from_iterable(ast.walk(node) for node in others)
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _marks(node: ast.AST, aliases: Mapping[str, str]) -> list[ast.expr]:
    """The decorators of a function that make it a magic."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    return [mark for mark in node.decorator_list if _name(mark, aliases) in _MARKS]


def _name(node: ast.expr, aliases: Mapping[str, str]) -> str:
    match node:
        case ast.Call(func=func):
            return _name(func, aliases)
        case ast.Attribute(attr=attribute):
            return attribute
        case ast.Name(id=name):
            return aliases.get(name, name)
    return ""


# -- text


def _first_line(node: ast.stmt) -> str:
    lines = ast.unparse(node).split("\n")
    marks = len(node.decorator_list) if isinstance(node, Definition) else 0
    return lines[marks]


def _without(text: str, node: ast.stmt) -> str:
    """A cell's text with `pass` in the place of a statement."""
    lines = text.split("\n")
    marks = node.decorator_list if isinstance(node, Definition) else []
    first = min((mark.lineno for mark in marks), default=node.lineno)
    last = node.end_lineno or node.lineno
    head = "" if marks else _cut(lines[first - 1], 0, node.col_offset)
    tail = _cut(lines[last - 1], node.end_col_offset or 0, None)
    return "\n".join([*lines[: first - 1], f"{head}pass{tail}", *lines[last:]])


def _cut(line: str, start: int, end: int | None) -> str:
    """Part of a line by the bytes that the parser counts."""
    return line.encode()[start:end].decode()


def _unmarked(text: str, marks: list[ast.expr]) -> str:
    gone = set(chain.from_iterable(_lines(mark) for mark in marks))
    return "\n".join(line for at, line in enumerate(text.split("\n"), 1) if at not in gone)


def _lines(node: ast.expr) -> Iterator[int]:
    yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
