"""Lint rules that an emitted module keeps breaking, since mending them would change what it does.

A blind `except`, a file that nobody closes, `"%d" % x`: the notebook's author wrote them, they work,
and whether they should stay is for the new owner to say. Each is excused where it stands, by the
exact rule, as `ruff check --add-noqa` does it for code that meets a linter for the first time. So
the package starts clean, nothing new slips in unseen, and the debts can be searched for.

Rules about taste alone, which only an older ruff has among its defaults, are told to the package's
own settings instead (`unmended`).
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from nbprod.extract import debts, name_debts
from nbprod.extract.trees import Found, Function, calls

_TYPES = frozenset(
    ("str", "int", "float", "bool", "list", "dict", "tuple", "set", "bytes", "type", "object")
)


def marked(text: str) -> str:
    """A formatted module with an excuse beside each line that needs one."""
    lines = text.split("\n")
    ends = _ends(text)
    said: dict[int, dict[str, None]] = {}
    for line, code in sorted(_breaches(ast.parse(text))):
        said.setdefault(ends.get(line, line), {})[code] = None
    for line, codes in said.items():
        if not re.search(r"#\s*noqa", lines[line - 1]):
            lines[line - 1] += f"  # noqa: {', '.join(codes)}"
    return "\n".join(lines)


def named(text: str) -> tuple[str, ...]:
    """The rules that a module needs excuses from, where there is no room beside the lines."""
    return tuple(sorted({code for _, code in _breaches(ast.parse(text))}))


def unmended(texts: Iterable[str]) -> tuple[str, ...]:
    """Rules of an older ruff's defaults that some module breaks, for the package's settings."""
    found = {code for text in texts for node in ast.walk(ast.parse(text)) for code in _tastes(node)}
    return tuple(sorted(found))


def _ends(text: str) -> dict[int, int]:
    """Where an excuse stands for a line that goes on below it: in a string, or by a backslash."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            opened.append(token.start[0])
        first = opened.pop() if name.endswith("STRING_END") else token.start[0]
        if name == "STRING" or name.endswith("STRING_END"):
            found.update(dict.fromkeys(range(first, token.end[0]), token.end[0]))
    lines = text.split("\n")
    for number in range(len(lines), 0, -1):
        if lines[number - 1].endswith("\\") and number not in found:
            found[number] = found.get(number + 1, number + 1)
    return found


def _breaches(tree: ast.Module) -> Found:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    own = {n.id for n in parents if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    own |= {n.name for n in parents if isinstance(n, Function | ast.ClassDef)}
    own |= {n.arg for n in parents if isinstance(n, ast.arg)}
    for node in (tree, *parents):
        for rule in (*debts.RULES, *name_debts.RULES):
            yield from rule(node, parents, own)


def _tastes(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(ops=ops, comparators=others, left=left):
            every = [left, *others]
            for index, op in enumerate(ops):
                if isinstance(op, ast.Eq | ast.NotEq):
                    yield from _compared(every[index], every[index + 1])
        case ast.Name(id="l" | "O" | "I", ctx=ast.Store()) | ast.arg(arg="l" | "O" | "I"):
            yield "E741"
        case ast.ClassDef(name="l" | "O" | "I"):
            yield "E742"
        case ast.FunctionDef(name="l" | "O" | "I"):
            yield "E743"
        case ast.Assign(targets=[ast.Name()], value=ast.Lambda()):
            yield "E731"
        case ast.AnnAssign(value=ast.Lambda()):
            yield "E731"
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            yield from ("F403", "F405")


def _compared(left: ast.expr, right: ast.expr) -> Iterator[str]:
    for side in (left, right):
        if isinstance(side, ast.Constant):
            if side.value is None:
                yield "E711"
            elif side.value is True or side.value is False:
                yield "E712"
        elif calls(side, "type") or _is_type(side):
            yield "E721"


def _is_type(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else ""
    return name in _TYPES or name.endswith("Error")
