"""Names that a run from top to bottom does not find."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from keyword import iskeyword

from nbprod.analysis import Analysis, once
from nbprod.flow.completeness import Bound
from nbprod.flow.model import Missing
from nbprod.lint.checks import each
from nbprod.lint.match import Also, Match
from nbprod.notebook.model import Unparsed

SPARK = frozenset({"spark", "sc", "sqlContext"})
DATABRICKS = SPARK | {"dbutils", "displayHTML", "table", "sql", "udf"}

PYTHON2 = frozenset({"xrange", "unicode", "raw_input", "basestring", "long", "unichr", "reduce"})
PYTHON2 |= {"reload", "execfile", "file", "cmp", "buffer", "intern", "apply", "coerce"}
"""What Python 2 had without any cell: that such a cell ran proves nothing."""

SHELL = frozenset({"HOME", "HOSTNAME", "LANG", "OLDPWD", "PATH", "PWD", "SHELL", "TMPDIR", "USER"})
"""Variables that every shell has."""

_WORD = re.compile(r"[^\W\d]\w*")


@each(Analysis)
def use_before_definition(notebook: Analysis) -> Iterator[Match]:
    """A name is read in a cell above the one that first binds it."""
    for use in firsts(notebook):
        later = definition(notebook, use)
        if use.deleted or use.local or later is None or later.cell.number <= use.cell.number:
            continue
        also = [Also(later.cell, later.node, f"`{use.name}` is defined here")]
        if use.site is not None:
            also.append(Also(use.at, use.node, f"`{use.via}` reads it here"))
        values = {"name": use.name, "later": later.cell.number + 1}
        yield Match(use.cell, use.site or use.node, values, tuple(also))


@each(Analysis)
def works_only_on_rerun(notebook: Analysis) -> Iterator[Match]:
    """A cell reads a name that only the cell itself binds, further down."""
    for use in firsts(notebook):
        later = definition(notebook, use)
        if use.deleted or use.local or later is None or later.cell.number > use.cell.number:
            continue
        also = Also(later.cell, later.node, f"`{use.name}` is defined here")
        yield Match(use.cell, use.site or use.node, {"name": use.name}, (also,))


@each(Analysis)
def undefined_name(notebook: Analysis) -> Iterator[Match]:
    """A name is read and no cell binds it."""
    for use in firsts(notebook):
        if is_undefined(notebook, use) and not proves_deleted_cell(notebook, use):
            yield Match(use.at, use.node, {"name": use.name}, called(use))


@each(Analysis)
def definition_in_deleted_cell(notebook: Analysis) -> Iterator[Match]:
    """No cell binds a name, yet the cell that reads it ran without an error."""
    for use in firsts(notebook):
        if is_undefined(notebook, use) and proves_deleted_cell(notebook, use):
            yield Match(use.at, use.node, {"name": use.name}, called(use))


@each(Analysis)
def deleted_before_use(notebook: Analysis) -> Iterator[Match]:
    """A name is read after a `del` took it away."""
    for use in firsts(notebook):
        if use.deleted is not None and not use.local:
            gone = Also(use.deleted.cell, use.deleted.node, f"`{use.name}` is deleted here")
            values = {"name": use.name, "where": use.deleted.cell.number + 1}
            yield Match(use.cell, use.site or use.node, values, (gone,))


@each(Analysis)
def local_before_assignment(notebook: Analysis) -> Iterator[Match]:
    """A function reads its own name before it binds it, whatever the notebook has under that name."""
    for use in firsts(notebook):
        if use.local:
            yield Match(use.at, use.node, {"name": use.name, "function": use.via}, called(use))


def firsts(notebook: Analysis) -> Iterator[Missing]:
    """The first missing read of each name; environments that bring the name are asked first."""
    if not notebook.missing:
        return
    brought, doubtful = given(notebook), unsure(notebook)
    seen: set[str] = set()
    for use in notebook.missing:
        if iskeyword(use.name) or is_of_shell(notebook, use):
            continue
        if use.name not in seen | brought and (use.local or use.name not in doubtful):
            seen.add(use.name)
            yield use


def is_of_shell(notebook: Analysis, use: Missing) -> bool:
    """Whether a shell line names a variable that its own environment has."""
    if use.name not in SHELL and use.name not in exported(notebook):
        return False
    lines = (magic for cell, magic in notebook.magics if cell == use.at)
    return any(name == use.name for magic in lines for name, _ in magic.reads)


@once
def exported(notebook: Analysis) -> frozenset[str]:
    """Variables that the notebook hands to every command that it starts."""
    keys = {
        key for node, _ in notebook.nodes_of.get(ast.Assign, ()) for key in _set(node, notebook)
    }
    lines = [m.arguments for _, m in notebook.magics if m.name in ("env", "set_env")]
    return frozenset(keys | {word[0] for line in lines if (word := _WORD.match(line))})


def _set(node: ast.AST, notebook: Analysis) -> Iterator[str]:
    """The keys of `os.environ["KEY"] = value`."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        match target:
            case ast.Subscript(value=held, slice=ast.Constant(value=str(key))):
                if notebook.names.dotted(held) == "os.environ":
                    yield key


def given(notebook: Analysis) -> frozenset[str]:
    """Names that the notebook's environment binds before the first cell."""
    if notebook.notebook.format == "databricks":
        return DATABRICKS
    return SPARK if "spark" in notebook.notebook.kernel.lower() else frozenset()


def unsure(notebook: Analysis) -> frozenset[str]:
    """Words in code that cannot be read: cells that do not parse, cells in other languages."""
    texts = [c.cell.source for c in notebook.cells if isinstance(c, Unparsed)]
    texts += [m.body for _, m in notebook.magics if m.kind == "cell" and not m.holds_python]
    return frozenset(word for text in texts for word in _WORD.findall(text))


def definition(notebook: Analysis, use: Missing) -> Bound | None:
    """The first place from the failing read on where the name is bound."""
    places = notebook.bound.get(use.name, ())
    return next((place for place in places if place.cell.number >= use.cell.number), None)


def is_undefined(notebook: Analysis, use: Missing) -> bool:
    """Whether no cell binds the name."""
    return not use.local and use.deleted is None and definition(notebook, use) is None


def proves_deleted_cell(notebook: Analysis, use: Missing) -> bool:
    """Whether the cell ran without an error, so that something now gone had bound the name."""
    cell = notebook.notebook.cells[use.at.number]
    failed = any(output.kind == "error" for output in cell.outputs) or use.name in PYTHON2
    return cell.execution_count is not None and not failed and not use.via


def called(use: Missing) -> tuple[Also, ...]:
    """The call through which a function's read happens."""
    if use.site is None or use.cell == use.at:
        return ()
    return (Also(use.cell, use.site, f"`{use.via}` is called here"),)
