"""What a Spark platform binds before a notebook's first cell, asked for as a program asks for it.

    rain = spark.table("rain")      # from pyspark.sql import SparkSession
                                    # spark = SparkSession.builder.getOrCreate()
                                    # rain = spark.table("rain")

On the platform that is the session which runs already. Source: Apache Spark, `SparkSession.builder`;
Databricks, "Databricks Connect for Python" and "Language magics".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbprod.extract.plan import Doubt, Refused
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.shell import literal
from nbprod.extract.statements.translation import Translation, leave
from nbprod.notebook.model import Cell, Magic, Notebook

_ASKS = {
    "spark": "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n",
    "sc": "sc = spark.sparkContext\n",
    "dbutils": "from pyspark.dbutils import DBUtils\ndbutils = DBUtils(spark)\n",
}
"""How a program asks for each; for the session first, of which the others ask."""

_NAMED = re.compile(rf"\b({'|'.join(_ASKS)})\b")

_OF_SESSIONS = listed(
    "builder catalog conf createDataFrame newSession range read readStream sparkContext sql streams table udf"
)
"""By what a name is known to be a session where no platform is named."""


def is_on_spark(notebook: Notebook) -> bool:
    """Whether a notebook says that it runs on a Spark platform."""
    return notebook.format == "databricks" or "spark" in notebook.kernel.lower()


def asked_for(texts: dict[int, str], done: Translation) -> dict[int, str]:
    """The cells with what the platform bound asked for above the first of them that reads it."""
    if not any(map(_NAMED.search, texts.values())):
        return texts
    trees = {number: tree for number, text in sorted(texts.items()) if (tree := _parsed(text))}
    bound = {name for tree in trees.values() for name in _bound(tree)}
    given = [name for name in _ASKS if name not in bound and _is_given(name, trees, done.notebook)]
    if not given or ("spark" in bound and not is_on_spark(done.notebook)):
        return texts
    wanted = dict.fromkeys(given if "spark" in bound else ["spark", *given])
    first = {name: _first(name, trees) for name in given}
    first["spark"] = min(first.values())
    head: dict[int, str] = {}
    for name in wanted:
        head[first[name]] = head.get(first[name], "") + _ASKS[name]
    told = " and ".join(f"`{name}`" for name in given) + (" is" if len(given) == 1 else " are")
    cells = {cell.ref.number: cell.ref for cell in done.notebook.cells}
    done.doubts.append(Doubt(cells[first["spark"]], f"{told} {_GIVEN}"))
    return {number: head.get(number, "") + text for number, text in texts.items()}


_GIVEN = (
    "given by a Spark platform; elsewhere the package starts a session of its own, which knows no "
    "tables of the platform"
)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None  # the cell is refused, with its reason


def _bound(tree: ast.Module) -> Iterator[str]:
    """Every name that a cell binds; a parameter is bound in its function alone."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name):
                yield name
            case ast.alias(name=name, asname=alias):
                yield (alias or name).partition(".")[0]


def _is_given(name: str, trees: dict[int, ast.Module], notebook: Notebook) -> bool:
    reads = [part for tree in trees.values() for part in _reads(name, tree)]
    if name == "spark" and not is_on_spark(notebook):
        return any(attribute in _OF_SESSIONS for attribute in reads)
    return bool(reads) and is_on_spark(notebook)


def _first(name: str, trees: dict[int, ast.Module]) -> int:
    return next(number for number, tree in trees.items() if [*_reads(name, tree)])


def _reads(name: str, tree: ast.AST) -> Iterator[str]:
    """Each read of a name that is no parameter, by the attribute that is asked for, if one is."""
    todo = [tree]
    while todo:
        node = todo.pop()
        match node:
            case ast.FunctionDef(args=own) | ast.AsyncFunctionDef(args=own) | ast.Lambda(args=own):
                if name in {arg.arg for arg in (*own.posonlyargs, *own.args, *own.kwonlyargs)}:
                    continue
            case ast.Attribute(value=ast.Name(id=found), attr=attribute) if found == name:
                yield attribute
                continue
            case ast.Name(id=found, ctx=ast.Load()) if found == name:
                yield ""
        todo += ast.iter_child_nodes(node)


# -- magics


def is_language(magic: Magic, notebook: Notebook) -> bool:
    """Whether a magic says no more than the language of its cell."""
    return notebook.format == "databricks" and magic.name == "python"


def of_platform(magic: Magic, cell: Cell, done: Translation) -> str | None:
    """The Python that does what a magic of the platform does; None for any other."""
    if magic.target or magic.binds:
        return None
    if magic.name == "sql" and (magic.kind == "line" or not _OPTION.match(magic.arguments)):
        return _query(f"{magic.arguments}\n{magic.body}", cell, done)
    return _on_files(magic.arguments.split(), cell, done) if magic.name == "fs" else None


_OPTION = re.compile(r"\s*-\w")
"""What sparkmagic is told beside `%%sql`."""


def _on_files(given: list[str], cell: Cell, done: Translation) -> str | None:
    """`%fs` is another way to write `dbutils.fs`."""
    command, *rest = given or [""]
    places = [word for word in rest if word != "-r"]
    if command in ("ls", "head"):
        return leave(done, cell, f"%fs {' '.join(given)}", "a look at data")
    if command not in ("cp", "mv", "rm", "mkdirs"):
        return None
    deep = ["True"] * ("-r" in rest and command != "mkdirs")
    return f"dbutils.fs.{command}({', '.join([*map(repr, places), *deep])});"


def _query(text: str, cell: Cell, done: Translation) -> str:
    """A cell of SQL, as the session runs it."""
    kept = any("_sqldf" in other.source for other in done.notebook.cells)
    found = queries(text, kept=kept)
    if found is None:
        done.refused.append(Refused(cell.ref, _UNKNOWN))
        return "pass"
    runs, looks = found
    for look in looks:
        leave(done, cell, " ".join(look.split()), "a look at data")
    return "\n".join(runs) + ";" * (bool(runs) and not kept)


def queries(body: str, *, kept: bool) -> tuple[list[str], list[str]] | None:
    """Python for the statements of an SQL cell, and those that only look; None where Python must
    fill something in.

    What the last statement finds is `_sqldf`, where that is `kept`.

    >>> queries("CREATE VIEW wet AS SELECT * FROM rain;\\nSELECT * FROM wet", kept=False)
    (["spark.sql('CREATE VIEW wet AS SELECT * FROM rain')"], ['SELECT * FROM wet'])
    """
    if _FILLED.search(body):
        return None
    found = [text for text in map(str.strip, _statements(body)) if _bare(text)]
    runs: list[str] = []
    looks: list[str] = []
    for at, text in enumerate(found):
        last = kept and at == len(found) - 1
        if _LOOK.match(_bare(text)) and not last:
            looks.append(text)
        else:
            runs.append(f"{'_sqldf = ' * last}spark.sql({literal(text)})")
    return runs, looks


_UNKNOWN = "`%sql` has values filled in that only the platform knows"
_FILLED = re.compile(r"\$\{|\{\{|(?<![:\w]):[A-Za-z_]")
_PART = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|/\*.*?\*/|.""", re.DOTALL
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_LOOK = re.compile(
    r"(select|with|show|describe|desc|explain|values)\b(?!.*\b(insert|merge)\s+into\b)",
    re.IGNORECASE | re.DOTALL,
)


def _statements(body: str) -> list[str]:
    """The statements of SQL, which a `;` ends outside of texts and comments."""
    found = [""]
    for part in _PART.findall(body):
        if part == ";":
            found.append("")
        else:
            found[-1] += part
    return found


def _bare(text: str) -> str:
    return _COMMENT.sub("", text).strip()
