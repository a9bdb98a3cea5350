"""Blocks of imports, sorted as isort and ruff sort them by default.

Sections by how near a module is, plain imports before `from` imports, names by their case. Comments
go with the import below them. A block whose order decides what a name stands for is left alone, and
so is one with comments where no place is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import libcst as cst
from libcst.helpers import get_full_name_for_node

from nbprod.extract.decisions.known_modules import STANDARD

WIDTH = 88
"""Imports break here, so that a sorter finds them in order under its own width and under ours."""

_NEEDLESS = frozenset(
    "nested_scopes generators division absolute_import with_statement print_function "
    "unicode_literals generator_stop".split()
)
Key = tuple[object, ...]
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One import statement, as it will be written."""

    module: str
    """With its leading dots."""
    names: Names = ()
    """What is taken, each with its alias; empty for `import module`."""
    alias: str = ""
    comments: tuple[cst.EmptyLine, ...] = ()
    trailing: cst.TrailingWhitespace | None = None
    tall: bool = False
    """Whether the author has each name on a line of its own."""

    @property
    def is_remarked(self) -> bool:
        return bool(self.comments or self.trailing)

    @property
    def origins(self) -> Iterator[tuple[str, str]]:
        """Each name that is bound, and what it stands for."""
        if not self.names:
            root = self.module.partition(".")[0]
            yield (self.alias, self.module) if self.alias else (root, root)
        for name, alias in self.names:
            dot = "" if self.module.endswith(".") else "."
            yield alias or name, f"{self.module}{dot}{name}"


class Sorter(cst.CSTTransformer):
    """Sorts every block of imports in a module."""

    def __init__(self, own: frozenset[str]) -> None:
        super().__init__()
        self._own = own
        self._depth = 0

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> bool:
        """No block stands inside of a simple statement."""
        return False

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        """One level deeper, and so much less room."""
        self._depth += 1

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        """Sort the blocks of a suite."""
        body = self._sorted(updated_node.body)
        self._depth -= 1
        return updated_node.with_changes(body=body)

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        """Sort the blocks at the top level."""
        return updated_node.with_changes(body=self._sorted(updated_node.body))

    def _sorted(self, body: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
        done: list[cst.BaseStatement] = []
        for is_sorted, run in groupby(body, lambda node: _is_import(node) and not _is_pinned(node)):
            statements = [*run]
            done.extend(self._block(statements) if is_sorted else statements)
        return done

    def _block(self, block: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
        statements = [each for each in block if isinstance(each, cst.SimpleStatementLine)]
        lines = _lines(statements)
        if lines == [] and not _remarks(statements[0]):
            return []
        merged = _merged(lines) if lines else None
        if merged is None:
            return block
        sections = groupby(sorted(merged, key=self._key), lambda line: self._section(line.module))
        done: list[cst.BaseStatement] = []
        for _, section in sections:
            for number, line in enumerate(section):
                above = [cst.EmptyLine(indent=False)] if done and not number else []
                head = [] if done else statements[0].leading_lines
                done.append(self._statement(line, [*head, *above, *line.comments]))
        return done

    def _statement(self, line: _Line, above: list[cst.EmptyLine]) -> cst.BaseStatement:
        width = WIDTH - 4 * self._depth
        text = _text(line, width)
        if _is_wide(text, line, width):
            above, line = [*above, *_above(replace(line, comments=()))], replace(
                line, trailing=None
            )
        made = cst.parse_statement(text)
        after = line.trailing or cst.TrailingWhitespace()
        return made.with_changes(leading_lines=above, trailing_whitespace=after)

    def _section(self, module: str) -> int:
        root = module.partition(".")[0]
        if module.startswith("."):
            return 4
        if root == "__future__":
            return 0
        return 1 if root in STANDARD else 3 if root in self._own else 2

    def _key(self, line: _Line) -> Key:
        plain = line.module.lstrip(".")
        far = len(plain) - len(line.module)
        first = (_member(line.names[0]),) if line.names else ()
        order = (far, _natural(plain.lower()), _natural(plain), first, _natural(line.alias))
        return (self._section(line.module), bool(line.names), *order)


def _is_import(node: cst.BaseStatement) -> bool:
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(each, cst.Import | cst.ImportFrom) for each in node.body
    )


def _is_pinned(node: cst.BaseStatement) -> bool:
    """Whether sorters are told to let an import stand, so that others are sorted around it."""
    beside = getattr(node, "trailing_whitespace", None)
    return bool(beside and beside.comment and "isort: skip" in beside.comment.value)


def _lines(statements: Sequence[cst.SimpleStatementLine]) -> list[_Line] | None:
    """What the statements bring, or None where sorting would have to guess."""
    found: list[_Line] = []
    for number, statement in enumerate(statements):
        if _is_delicate(statement):
            return None
        comments = tuple(each for each in statement.leading_lines if each.comment)
        trailing = statement.trailing_whitespace
        made = [line for small in statement.body for line in _read(small)]
        if trailing.comment and len(made) != 1:
            return None
        found += [
            replace(
                line,
                comments=comments if number and not place else (),
                trailing=trailing if trailing.comment else None,
            )
            for place, line in enumerate(made)
        ]
        if comments and number and not made:
            return None
    return found


def _is_delicate(statement: cst.SimpleStatementLine) -> bool:
    """Whether there is a comment inside, or one that speaks to a sorter, or a star."""
    code = "".join(cst.Module([]).code_for_node(small) for small in statement.body)
    remarks = _remarks(statement)
    return "#" in code or "*" in code or any("isort:" in r or "fmt:" in r for r in remarks)


def _remarks(statement: cst.SimpleStatementLine) -> list[str]:
    above = [each.comment for each in statement.leading_lines]
    beside = statement.trailing_whitespace.comment
    return [each.value for each in (*above, beside) if each]


def _read(node: cst.BaseSmallStatement) -> Iterator[_Line]:
    if isinstance(node, cst.Import):
        for each in node.names:
            yield _modern(_Line(each.evaluated_name, alias=each.evaluated_alias or ""))
    elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
        dots = "." * len(node.relative)
        module = dots + (get_full_name_for_node(node.module) or "" if node.module else "")
        tall = bool(node.lpar) and isinstance(node.names[-1].comma, cst.Comma)
        names = [(each.evaluated_name, each.evaluated_alias or "") for each in node.names]
        if module == "__future__":
            names = [each for each in names if each[0] not in _NEEDLESS]
        if plain := tuple(each for each in names if not each[1]):
            yield _Line(module, plain, tall=tall)
        yield from (
            _Line(module, (each,), tall=tall and len(names) == 1) for each in names if each[1]
        )


def _modern(line: _Line) -> _Line:
    """`import a.b as b` is `from a import b`."""
    package, _, name = line.module.rpartition(".")
    return _Line(package, ((name, ""),)) if package and name == line.alias else line


def _merged(lines: Sequence[_Line]) -> list[_Line] | None:
    """One line for each module and alias; None where order forbids."""
    meanings: dict[str, str] = {}
    found: dict[Key, _Line] = {}
    for line in lines:
        for name, origin in line.origins:
            if meanings.setdefault(name, origin) != origin:
                return None
        key = (line.module, line.alias, bool(line.names), *(n for n in line.names if n[1]))
        known = found.get(key)
        found[key] = _joined(known, line) if known else line
    return _once([replace(line, names=_in_order(line.names)) for line in found.values()])


def _joined(one: _Line, other: _Line) -> _Line:
    """One line for two, with all comments above it."""
    return replace(
        one,
        names=one.names + other.names,
        comments=(*_above(one), *_above(other)),
        trailing=None,
        tall=one.tall or other.tall,
    )


def _above(line: _Line) -> Iterator[cst.EmptyLine]:
    yield from line.comments
    if line.trailing:
        yield cst.EmptyLine(comment=line.trailing.comment)


def _in_order(names: Names) -> Names:
    return tuple(sorted(dict.fromkeys(names), key=_member))


def _once(lines: list[_Line]) -> list[_Line]:
    """Without `import a.b as c` where `from a import b as c` says it too."""
    taken = {origin for line in lines if line.names for origin in line.origins}
    return [
        line
        for line in lines
        if line.names or not line.alias or line.is_remarked or not taken.issuperset(line.origins)
    ]


def _text(line: _Line, width: int) -> str:
    if not line.names:
        return f"import {line.module} as {line.alias}" if line.alias else f"import {line.module}"
    taken = [f"{name} as {alias}" if alias else name for name, alias in line.names]
    flat = f"from {line.module} import {', '.join(taken)}"
    if len(flat) <= width and not line.tall:
        return flat
    return f"from {line.module} import (\n    " + ",\n    ".join(taken) + ",\n)"


def _is_wide(text: str, line: _Line, width: int) -> bool:
    """Whether a sorter would break an import for the sake of the comment beside it."""
    beside = line.trailing.comment.value if line.trailing and line.trailing.comment else ""
    plain = bool(line.names) and "\n" not in text and not _PRAGMA.match(beside)
    return plain and len(text) + 2 + len(beside) > width


_PRAGMA = re.compile(r"#\s*(noqa|type:|pylint|pyright|mypy|ruff|flake8|pragma)", re.IGNORECASE)


def _member(taken: tuple[str, str]) -> Key:
    """Constants, then classes, then the rest."""
    name, alias = taken
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return (kind, _natural(name.lower()), _natural(name), _natural(alias))


def _natural(text: str) -> Key:
    """Numbers inside of a name count as numbers: `v2` before `v10`."""
    parts: Iterable[str] = re.findall(r"\d+|\D", text)
    return tuple((48, int(p)) if p.isdigit() else (ord(p), 0) for p in parts)
