"""Credentials that stand in code: the package asks the environment for them, and holds none.

    client = Client(api_key="sk-...")      # client = Client(api_key=os.environ["API_KEY"])

A variable that is bound once to a credential becomes a setting, as other variables do; here are all
other places. Of a longer text the rest stays (`"Bearer " + os.environ[...]`). In a comment it is
starred. Inside of a text that is made up when it runs, an f-string, the cell is refused.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nbprod.extract.decisions.roles import role_of
from nbprod.extract.plan import Refused, Setting
from nbprod.extract.statements.pieces import Splice, offsets_in, spliced
from nbprod.extract.statements.translation import Translation
from nbprod.flow.credentials import is_named_secret, known, marks, named_values, passwords, starred
from nbprod.notebook.model import Cell


@dataclass(slots=True)
class _Found:
    """What was concealed so far."""

    settings: list[Setting] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """The credentials by environment variable."""


def conceal(done: Translation) -> list[Setting]:
    """Put the environment in the place of each credential, and say what it must hold."""
    cells = done.notebook.cells
    trees = {cell.ref: tree for cell in cells if (tree := _tree(cell)) is not None}
    bound = Counter(
        node.id
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    once = {name for name, count in bound.items() if count == 1}
    found = _Found()
    plain = tuple(
        _cell(cell, trees[cell.ref], once, found) if cell.ref in trees else cell for cell in cells
    )
    if plain != cells:
        done.notebook = replace(done.notebook, cells=plain)
    done.refused += found.refused
    done.left_out = [replace(left, what=starred(left.what)) for left in done.left_out]
    return found.settings


def _tree(cell: Cell) -> ast.Module | None:
    if cell.kind != "code" or not is_suspect(cell.source):
        return None
    try:
        return ast.parse(cell.source)
    except (SyntaxError, ValueError):
        return None


def is_suspect(text: str) -> bool:
    """Whether a text may hold a credential; most cells need no closer look."""
    return "://" in text or bool(_WORD.search(text)) or bool(marks(text))


_WORD = re.compile(r"key|token|secret|passw|passphrase|pwd", re.IGNORECASE)
"""What stands in the name of every credential."""


def _cell(cell: Cell, tree: ast.Module, once: set[str], done: _Found) -> Cell:
    source = cell.source
    own = [each for statement in tree.body for each in _of_setting(statement, once)]
    kept = {id(each) for each in own}
    early = {id(part) for node in _run_at_once(tree) for part in ast.walk(node)}
    found = [(*offsets_in(source, n), n, p) for n, p in _credentials(tree) if id(n) not in kept]
    splices = [
        Splice(start, end, _asked(node, parts, cell, done, id(node) in early))
        for start, end, node, parts in sorted(found, key=lambda each: each[:2])
    ]
    later = [Splice(*offsets_in(source, each), '""') for each in own]
    rest = _without_remarks(spliced(source, 0, len(source), [*splices, *later]))
    if any(known(rest)) or any(passwords(rest)):
        reason = "a credential stands inside of a longer text; give it a name of its own"
        done.refused.append(Refused(cell.ref, reason))
        return replace(cell, source="")
    text = _without_remarks(_GIVEN.sub("pass", spliced(source, 0, len(source), splices)))
    return replace(cell, source=f"import os\n{text}" if found else text)


_GIVEN = re.compile(r"""os\.environ\[(['"])(\w+)\1\] *= *os\.environ\["\2"\]""")
"""What gives the environment what it must hold already."""


def _of_setting(statement: ast.stmt, once: set[str]) -> Iterator[ast.expr]:
    """The credential of a variable that becomes a setting of its own."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)) as value):
            if name in once and role_of(name, "str", text) == "secret":
                yield value


def _run_at_once(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a module is imported: defaults of functions, bodies of classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (*node.args.defaults, *filter(None, node.args.kw_defaults))
        elif isinstance(node, ast.ClassDef):
            yield from (part for part in node.body if isinstance(part, ast.Assign | ast.AnnAssign))


Part = tuple[int, int, str]
"""Where in a text a credential begins and ends, and a name for it."""


def _credentials(tree: ast.Module) -> Iterator[tuple[ast.Constant, list[Part]]]:
    """Literals that are, or hold, credentials, and where these stand in them."""
    names: dict[int, list[tuple[str, str]]] = {}
    for name, text, given in named_values(tree):
        names.setdefault(id(given), []).append((name, text))
    plain = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.Expr)
        for part in ast.iter_child_nodes(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        parts = _parts(node.value, names.get(id(node), []))
        if parts and id(node) not in plain:
            yield node, parts


def _parts(value: str, named: list[tuple[str, str]]) -> list[Part]:
    """The credentials in a text, in order: a header holds more than its token."""
    whole = next((name for name, text in named if text == value), "")
    lines = value.split("\n")
    found: list[Part] = []
    for span, kind in known(value):
        start = sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column
        end = start + span.end_column - span.column
        if kind == "private key":
            return [(0, len(value), whole or kind)]
        found.append((start, end, whole if whole and (start, end) == (0, len(value)) else kind))
    found += [(*each.span(3), f"{each[1]} password") for each in passwords(value)]
    for name, text in named:
        if is_named_secret(name, text):
            start = value.index(text)
            found.append((start, start + len(text), name))
    apart: list[Part] = []
    for part in sorted(found):
        if not apart or part[0] >= apart[-1][1]:
            apart.append(part)
    return apart


def _asked(node: ast.Constant, parts: list[Part], cell: Cell, done: _Found, is_early: bool) -> str:
    """A literal in code, with the environment where its credentials stood."""
    value, at = str(node.value), 0
    written: list[str] = []
    for start, end, name in parts:
        variable = _variable(name, value[start:end], cell, done)
        written += [repr(value[at:start])] if start > at else []
        written.append(
            f'os.environ.get("{variable}", "")' if is_early else f'os.environ["{variable}"]'
        )
        at = end
    written += [repr(value[at:])] if value[at:] else []
    return written[0] if len(written) == 1 else f"({' + '.join(written)})"


def _variable(name: str, text: str, cell: Cell, done: _Found) -> str:
    """The environment variable for a credential: one for each, by the name it was given to."""
    for variable, known_text in done.texts.items():
        if known_text == text:
            return variable
    plain = re.sub(r"\W+", "_", name).strip("_").upper() or "SECRET"
    plain = plain if not plain[0].isdigit() else f"SECRET_{plain}"
    taken = [each for each in done.texts if each == plain or each.startswith(f"{plain}_")]
    variable = f"{plain}_{len(taken) + 1}" if plain in taken else plain
    done.texts[variable] = text
    what = "What the notebook had in its code"
    done.settings.append(
        Setting(variable.lower(), "", "str", "secret", what, cell.ref, env=variable)
    )
    return variable


def _without_remarks(text: str) -> str:
    """A cell with the credentials in its comments starred."""
    if starred(text) == text:
        return text
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            number, start = token.start
            line = lines[number - 1]
            lines[number - 1] = line[:start] + starred(line[start:])
    return "\n".join(lines)
