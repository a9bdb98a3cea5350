"""A plan and the notebook's own statements -> the modules of stages and definitions, as text.

What the emitted modules ask of the rest of the package:

- `from <package>.config import Config`: a frozen dataclass with a field for each `Setting`.
  Relative paths (`kind == "path"`) are resolved against the data root when the config is made;
  with the default root they keep the notebook's own text, as `str`.
- `from <package>.figures import save_figures`: `save_figures("births-by-year")` saves every open
  pyplot figure under that name and closes it, as the notebook did at the end of a cell and at
  `plt.show()`; it does nothing where no figure is open.
- `from <package>.figures import save_picture`: `save_picture("rain.html", chart.save)` has a picture of
  another library written beside the figures, numbered as they are.
- `from <package>.figures import save_if_picture`: `save_if_picture("rain", rows[0]["image"])` does so
  if the value turns out to be one, and logs it otherwise.
- `src/<package>/stages/__init__.py` exists, or `pipeline.py` goes on below the single stage.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from nbprod.extract.decisions.drafting import Draft, drafted
from nbprod.extract.decisions.staging import Scope
from nbprod.extract.files.header import Header
from nbprod.extract.plan import Definition, Package, Plan, Stage
from nbprod.extract.statements.indenting import indented
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.words import naming, wording
from nbprod.extract.words.commentary import is_order
from nbprod.extract.words.storytelling import Story
from nbprod.place import CellRef


def build(plan: Plan) -> Package:
    """The modules of stages and definitions, below `src/<package>/`, and what goes with them."""
    made = drafted(plan)
    assert made is not None
    files = {"NOTICE": f"{plan.notice}\n"} if plan.notice else {}
    for module in dict.fromkeys(definition.module for definition in plan.definitions):
        held = [d for d in plan.definitions if d.module == module]
        files[f"src/{plan.package}/{module}.py"] = _module(plan, made, module, held)
    for stage, scope in zip(plan.stages, made.scopes, strict=True):
        path = stage.module.replace(".", "/")
        files[f"src/{plan.package}/{path}.py"] = _stage(plan, made, stage, scope)
    return Package(files)


# -- definitions


def _module(plan: Plan, made: Draft, module: str, held: Sequence[Definition]) -> str:
    header = Header(module, made)
    texts: list[str] = []
    before = ""
    for definition in held:
        piece = _piece(made, definition)
        text = made.lowering.in_module(definition.name, piece, naming.slug(definition.name))
        header.uses(piece)
        header.sees(text)
        header.defines(definition.name)
        gap = "\n" if before == definition.kind == "constant" else "\n\n\n"
        texts += [gap if texts else "", text]
        before = definition.kind
    header.drops_unused("".join(texts))
    title = module.rpartition(".")[2].replace("_", " ").capitalize()
    where = _where(sorted({definition.cell for definition in held}))
    return header.text(f"{title} ({where}).") + "\n\n" + "".join(texts) + "\n"


def _piece(made: Draft, definition: Definition) -> Piece:
    return made.program.at[definition.cell, definition.statement]


def _where(cells: Sequence[CellRef]) -> str:
    """`cell 4`, `cells 4 to 9`: as people count."""
    first, last = cells[0].number + 1, cells[-1].number + 1
    if first == last:
        return f"cell {first}"
    return f"cells {first} {'and' if last == first + 1 else 'to'} {last}"


# -- stages


def _stage(plan: Plan, made: Draft, stage: Stage, scope: Scope) -> str:
    header = Header(stage.module, made)
    body = _body(made, scope, header)
    if scope.gives:
        body += f"return {', '.join(scope.gives)}\n"
    if stage.takes_config or (stage.module == "pipeline" and plan.settings):
        header.takes_config()
    parameters = [_parameter(name, stage, header) for name in stage.takes]
    parameters += [f"{plan.config}: Config"] if stage.takes_config else []
    starts = "".join(f"{line}\n" for line in scope.again.values())
    starts += "".join(f"{name} = {value}\n" for name, value in scope.starts.items())
    if "builtins." in starts + body:
        header.adds("import builtins")
    if stage.module == "pipeline" and stage.is_async:
        header.adds("import asyncio")
    doc = _docstring(_told(stage))
    word = "async def" if stage.is_async else "def"
    function = f"{word} {stage.function}({', '.join(parameters)}):\n"
    inside = indented(f"{doc}\n{starts}{body}".rstrip("\n"), "    ")
    run = f"\n\n\ndef run({plan.config}: Config): ..." if stage.module == "pipeline" else ""
    header.drops_unused(function + inside + run)
    return header.text() + "\n\n" + function + inside + "\n"


def _parameter(name: str, stage: Stage, header: Header) -> str:
    kind = stage.types.get(name, "")
    written = header.annotation(kind) if kind else ""
    return f"{name}: {written}" if written else name


def _told(stage: Stage) -> str:
    """What the notebook says of a stage, or its title, and which cells it comes from."""
    said = (stage.doc or stage.title).rstrip()
    asked = "?" * said.endswith("?")
    return f"{said.rstrip('.!? ')}{asked} ({_where(stage.cells)})."


def _docstring(text: str) -> str:
    """A sentence that ends with the place it comes from, and so never with a quote."""
    plain = text.replace("\\", "\\\\").replace('"""', "'''").strip()
    whole = re.sub(r"\(cells?[^()]*\)\W?$", lambda place: place[0].replace(" ", "\0"), plain)
    lines = textwrap.wrap(whole, _PROSE, break_long_words=False) if len(plain) > _PROSE else [whole]
    return '"""' + "\n".join(lines).replace("\0", " ") + '"""'


_PROSE = 100
"""How many letters of prose stand on a line; code may be wider."""


def _section(story: Story, before: CellRef, cell: CellRef, text: str) -> str:
    """The headings under which a stage goes on, as a comment, unless one there says the same."""
    own = text.partition("\n")[0].lstrip("# ").rstrip(" .:").lower()
    told = map(wording.comment, story.passed(before.number, cell.number))
    said = [each for each in told if each.lower() != own and not is_order(each)]
    if not said:
        return ""
    whole = ": ".join(dict.fromkeys((said[0].rstrip(" .:"), said[-1])))
    return f"# {whole if len(whole) <= _ROOM else said[0]}\n"


_ROOM = 80
"""How long a comment of several headings may be."""


def _body(made: Draft, scope: Scope, header: Header) -> str:
    texts: list[str] = []
    cell: CellRef | None = None
    for piece in scope.pieces:
        figure = made.figures.get(piece, "")
        text = made.lowering.in_stage(piece, figure)
        header.uses(piece)
        if cell is not None and piece.cell != cell:
            texts.append("\n")
            texts.append(_section(made.story, cell, piece.cell, text))
        texts.append(text + "\n")
        if piece in made.shows.after:
            texts.append(f'{made.lowering.saver}("{figure}")\n')
        texts.append(piece.below)
        cell = piece.cell
    body = "".join(texts)
    header.sees(body)
    return body
