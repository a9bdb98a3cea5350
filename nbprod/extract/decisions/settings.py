"""Literals that are worth changing: paths, addresses, seeds, devices, sizes, hyperparameters.

A literal becomes a field of the emitted `Config` where the notebook binds it once, at top level,
and nothing changes it later. Plain working constants stay in the code.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nbprod.extract.decisions.folders import named_paths
from nbprod.extract.decisions.mentions import names_file, names_folder, texts_in
from nbprod.extract.decisions.places import places, told
from nbprod.extract.decisions.roles import (
    asked_role,
    is_handed,
    is_joined,
    is_told,
    literal_type,
    role_of,
    used_role,
)
from nbprod.extract.decisions.seeding import seeds
from nbprod.extract.plan import Setting
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import BUILTINS, Program
from nbprod.extract.words import naming
from nbprod.extract.words.commentary import prose

RESERVED = listed(
    "data_root figures_dir artifacts log_level config command figures first from help only"
)
"""Names that the emitted `Config` has for itself."""


@dataclass(slots=True)
class Settings:
    """What became configuration."""

    fields: list[Setting] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    """Variables of the notebook, and the fields that stand for them."""
    literals: dict[int, str] = field(default_factory=dict)
    """Literals inside calls by the identity of their node, and the fields that stand for them."""
    pieces: set[Piece] = field(default_factory=set)
    """Statements that did nothing but bind a setting."""

    def add(self, setting: Setting) -> None:
        """Take a field, once."""
        if all(known.name != setting.name for known in self.fields):
            self.fields.append(setting)

    def value(self, name: str) -> str:
        """The source of a field's value."""
        return next(known.value for known in self.fields if known.name == name)


def find_settings(program: Program) -> Settings:
    """Every literal of the notebook that is worth changing."""
    found = Settings()
    for piece in program.pieces:
        setting = _of_variable(piece, program)
        if setting is not None:
            found.add(setting)
            found.variables[setting.variable] = setting.name
            found.pieces.add(piece)
    for node, setting in _in_calls(program, found):
        found.add(setting)
        found.literals[id(node)] = setting.name
    for node, setting in named_paths(program):
        name = _known(str(node.value), found) or _unique(setting.name, program, found)
        found.add(replace(setting, name=name))
        found.literals[id(node)] = name
    _add_equal(program, found)
    _leave_shared(program, found)
    for piece in program.pieces:
        if piece not in found.pieces:
            _add_start(piece, program, found)
    _add_seed(program, found)
    return found


def _add_equal(program: Program, found: Settings) -> None:
    """Let calls that name the same device or file again follow the variable that names it.

    `net.to("cuda")` below `device = "cuda"` would stay behind where somebody sets another.
    """
    same = {
        ast.literal_eval(each.value): each.name
        for each in found.fields
        if each.variable and (each.kind == "device" or (each.kind == "path" and "." in each.value))
    }
    for piece in program.pieces:
        if isinstance(piece.node, _DEFINITIONS):
            continue
        for call in piece.uses.calls:
            for node in (*call.args, *(option.value for option in call.keywords)):
                if isinstance(node, ast.Constant) and node.value in same and not _is_print(call):
                    found.literals[id(node)] = same[node.value]


def _is_print(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "print"


_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _leave_shared(program: Program, found: Settings) -> None:
    """Make no setting of a file that is named in other places too, which would be left behind.

    `open(config.page_html, "w")` and `["open", "page.html"]` are one file in the notebook alone; so
    are `os.mkdir("out")` and `"out/page.html"`, which would part under another root.
    """
    names = {each.name for each in found.fields if each.kind == "text"}
    every = (part for piece in program.pieces for part in texts_in(piece.node))
    texts = [part for part in every if found.literals.get(id(part)) not in names]
    bound = {id(part) for piece in found.pieces for part in texts_in(piece.node)}
    kept = bound | found.literals.keys()
    for setting in [each for each in found.fields if not each.variable]:
        text = str(ast.literal_eval(setting.value))
        placed = setting.kind == "path"
        others = [p for p in texts if found.literals.get(id(p)) != setting.name]
        inside = [p for p in others if id(p) not in kept] if placed else []
        if any(names_file(p, naming.last_of(text) if placed else text) for p in others) or any(
            names_folder(p, text) for p in inside
        ):
            found.fields.remove(setting)
            mine = [node for node, name in found.literals.items() if name == setting.name]
            for node in mine:
                del found.literals[node]


def _add_start(piece: Piece, program: Program, found: Settings) -> None:
    """A field for what a parameter is at first, where the notebook binds it anew below."""
    match piece.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value):
            kind, low = literal_type(value), field_name(name)
        case _:
            return
    secret = role_of(name, kind, value.value) == "secret"
    role = None if secret else asked_role(piece, kind, value.value, program)
    free = low not in RESERVED and not keyword.iskeyword(low)
    if role and free and low not in {known.name for known in found.fields}:
        said, above = _described(piece)
        source = _source(value, piece)
        found.add(Setting(low, source, kind, role, said, piece.cell, above=above))
        found.literals[id(value)] = low


def _add_seed(program: Program, found: Settings) -> None:
    """One field for the one seed that calls are given."""
    taken = {known.name for known in found.fields} | {name.lower() for name in program.binders}
    places = [] if "seed" in taken else seeds(program)
    for piece, node in places:
        said = "Where random numbers start from"
        found.add(Setting("seed", str(node.value), "int", "seed", said, piece.cell))
        found.literals[id(node)] = "seed"


def _of_variable(piece: Piece, program: Program) -> Setting | None:
    match piece.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            return None
    kind = literal_type(value)
    text = value.value if isinstance(value, ast.Constant) else None
    role = role_of(name, kind, text)
    if role in (None, "text", "path"):
        role = used_role(name, text, program) or role
        if role == "path" and is_joined(name, program):
            role = "text"  # what it goes on with has the root
    role = role or asked_role(piece, kind, text, program)
    if role is None and kind in ("int", "float"):
        handed = is_handed(name, program) or is_told(name, piece, program)
        role = "number" if handed else None
    secret = role == "secret"
    idle = not secret and not program.readers.get(name)
    if not role or idle or not _may_move(name, piece, program):
        return None
    if role == "text" and any(isinstance(p.node, ast.ClassDef) for p in program.readers[name]):
        return None  # as a setting it would tie the class to a stage
    said, above = _described(piece)
    return Setting(
        field_name(name),
        "" if secret else _source(value, piece),
        kind,
        role,
        said,
        piece.cell,
        name,
        env=name.upper() if secret else "",
        above=above,
    )


def _source(node: ast.expr, piece: Piece) -> str:
    """A literal as written, or on one line where it was written on several."""
    text = piece.source.of(node)
    return ast.unparse(node) if "\n" in text else text


def _may_move(name: str, piece: Piece, program: Program) -> bool:
    """Whether every read of a variable can read a field instead."""
    if program.only_binder(name) is not piece or name in program.changed | program.in_texts:
        return False
    if field_name(name) in RESERVED or keyword.iskeyword(field_name(name)) or name in BUILTINS:
        return False
    others = {n.lower() for n in program.binders if n != name}
    if field_name(name).lower() in others:
        return False
    nodes = [(p, n) for p in program.readers.get(name, ()) for n in p.uses.every.get(name, ())]
    return all(
        isinstance(n, ast.Name) and p.source.holds(n) and not _says_its_name(n, p) for p, n in nodes
    )


_SAID = re.compile(r"""[^{}'"]*?(?<![=!<>])=(?!=)\s*(![rsa]\s*)?[:}]""")


def _says_its_name(node: ast.Name, piece: Piece) -> bool:
    """Whether a text shows the expression itself beside its value: `f"{rate=}"`."""
    texts = (part for part in ast.walk(piece.node) if isinstance(part, ast.JoinedStr))
    inside = any(part is node for text in texts for part in ast.walk(text))
    return inside and bool(_SAID.match(piece.source.text, piece.source.span(node)[1]))


def field_name(name: str) -> str:
    """The field for a variable, in which words stay as apart as the author wrote them."""
    plain = name.strip("_")
    return plain if _CAMEL.match(plain) else plain.lower()


_CAMEL = re.compile(r"[a-z]+[a-z0-9]*[A-Z]")


_FORM = re.compile(r"@param\b.*|@markdown\b\s*")


def _described(piece: Piece) -> tuple[str, tuple[str, ...]]:
    """What a comment tells of a setting alone, and lines above it that tell more, or of several.

    Those that an empty line parts from it tell of the cell.
    """
    beside = _FORM.sub("", piece.comment.lstrip("# ")).strip()
    lines = prose(piece.near).split("\n")
    said = (_FORM.sub("", line.lstrip("# ")).strip() for line in lines)
    above = tuple(filter(None, said))
    below = piece.source.text[piece.end :].partition("\n")[2].lstrip(" \t")
    alone = below[:1] in ("", "\n", "#") and len(above) == 1 and len(above[0]) < 90
    return (above[0], ()) if alone and not beside else (beside, above)


# -- literals inside calls


def _in_calls(program: Program, found: Settings) -> Iterator[tuple[ast.expr, Setting]]:
    """Paths, addresses and names that reading and writing calls give."""
    bound = {id(value) for piece in found.pieces for value in ast.walk(piece.node)}
    every = [place for place in places(program) if id(place.node) not in bound]
    named = Counter(name for name, _ in {(place.named, place.text) for place in every})
    for place in every:
        known = _known(place.text, found)
        if not known and not re.search(r"[./\\]", place.text):
            continue
        kind, name, purpose = told(place, named[place.named] == 1)
        yield place.node, Setting(
            known or _unique(name, program, found),
            _source(place.node, place.piece),
            "str",
            kind,
            purpose,
            place.piece.cell,
            writes=bool(place.fact.writes),
        )


def _known(text: str, found: Settings) -> str:
    for setting in found.fields:
        of_call = setting.kind == "text" and not setting.variable
        placed = setting.kind in ("path", "url")
        if (placed or of_call) and ast.literal_eval(setting.value) == text:
            return setting.name
    return ""


def _unique(name: str, program: Program, found: Settings) -> str:
    taken = {known.name for known in found.fields} | RESERVED
    taken |= {bound.lower() for bound in program.binders}
    if name not in taken and not keyword.iskeyword(name):
        return name
    for suffix in ("_path", "_source", "_data", "_location"):
        if name + suffix not in taken:
            return name + suffix
    return next(f"{name}_{n}" for n in range(2, 1000) if f"{name}_{n}" not in taken)
