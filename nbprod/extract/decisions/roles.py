"""What a literal is for, by the name it is bound to, its value, and what its author says of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from nbprod.extract.decisions.mentions import names_file, texts_in
from nbprod.extract.plan import SettingKind
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program
from nbprod.extract.words import naming
from nbprod.flow.fact import arguments

_PATH = re.compile(r"(^|_)(path|dir|directory|folder|file|filename|root|csv|dataset_file)s?$")
_URL = re.compile(r"(^|_)(url|uri|endpoint|link|bucket)$")
_SEED = re.compile(r"(^|_)(seed|random_state|rng_seed)$")
_DEVICE = re.compile(r"(^|_)device$")
_SECRET = re.compile(r"(^|_)(api_?key|secret(_key)?|access_?key|token|password|passwd|pwd)$")
_SIZE = re.compile(
    r"(^|_)(batch_?size|(n_|num_|max_)?epochs?|learning_?rate|lr|n_estimators|num_trees|max_depth"
    r"|(test|train|val|valid|validation)_(size|split|ratio|frac(tion)?)|(n|num|k)_?(splits|folds)"
    r"|(hidden|embed(ding)?|latent|model)_(size|dims?|units)|(n|num)_(classes|workers|layers|heads"
    r"|clusters|components|neighbors|jobs|steps|samples|iter(ations)?|features|topics|words)"
    r"|max_(iter|len|length|features|words|steps|tokens|seq_len(gth)?)|dropout(_rate|_prob)?"
    r"|threshold|cutoff|window(_size)?|patience|momentum|weight_decay|(img|image)_(size|width"
    r"|height|dim)|seq(uence)?_len(gth)?|vocab_size|warmup_steps|timeout|model_name|target"
    r"|target_col(umn)?|(start|end)_date|ticker|symbol)$"
)
_COUNT = re.compile(r"^(n|num)_[a-z]+(_[a-z]+)*$")
"""How many of something: a count by its name."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""Where a word begins inside a name: `maxDepth` is `max_depth`."""
ADDRESS = re.compile(r"^(https?|ftp|s3|gs|gcs|abfss?|hdfs|jdbc:\w+|postgres\w*|mysql\w*)://")


def literal_type(node: ast.expr) -> str:
    """`int`, `float`, `str` or `bool` of a scalar literal; empty for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = literal_type(node.operand)
        return inner if inner in ("int", "float") else ""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, str, bool):
        return type(node.value).__name__
    return ""


def role_of(name: str, kind: str, text: object) -> SettingKind | None:
    """What a variable's name and its literal say; nothing where it is a plain working constant."""
    low = _HUMP.sub("_", name).lower().strip("_")
    if not kind:
        return None
    if kind == "str":
        return _role_of_text(low, str(text), name)
    if kind == "bool":
        return "number" if name.isupper() and len(name) > 2 else None
    if _SEED.search(low) and kind == "int":
        return "seed"
    if (
        (kind == "int" and _COUNT.match(low))
        or _SIZE.search(low)
        or (name.isupper() and len(name) > 2)
    ):
        return "number"
    return None


def _role_of_text(low: str, text: str, name: str) -> SettingKind | None:
    if _SECRET.search(low) and text.strip() and not low.startswith(("next_", "pad_", "unk_")):
        return "secret"
    if ADDRESS.match(text) or (_URL.search(low) and text):
        return "url"
    if _DEVICE.search(low):
        return "device"
    if _PATH.search(low) and text and "\n" not in text:
        return "path"
    if name.isupper() and len(name) > 2 and "\n" not in text and len(text) < 120:
        return "text"
    return "text" if _SIZE.search(low) and text else None


def asked_role(piece: Piece, kind: str, text: object, program: Program) -> SettingKind | None:
    """The role of what the author marks as a parameter: for Papermill by a tag, for Colab beside it.

    Sources: Papermill, "Parameterize"; Colab, "Forms".
    """
    marked = "@param" in piece.comment or "parameters" in program.tags.get(piece.cell, ())
    if not marked or not kind or "\n" in str(text):
        return None
    return "text" if kind == "str" else "number"


def used_role(name: str, text: object, program: Program) -> SettingKind | None:
    """What a variable's text is for, as calls that read or write are given it: `pd.read_csv(store)`."""
    if not isinstance(text, str) or not text or "\n" in text:
        return None
    names = program.analysis.names
    for call in (call for piece in program.readers.get(name, ()) for call in piece.uses.calls):
        fact = names.fact(call)
        source = (fact.reads or fact.writes) if fact is not None else ""
        if fact is None or source in ("", "api"):
            continue
        if any(
            isinstance(node, ast.Name) and node.id == name
            for node in arguments(call, fact.argument)
        ):
            if ADDRESS.match(text):
                return "url"
            named = source in NAMED and not PLACED.search(text)
            apart = named or is_joined(name, program) or _is_named_again(text, program)
            return "text" if apart else "path"
    return None


def _is_named_again(text: str, program: Program) -> bool:
    """Whether longer texts name the same file, which would stay where it is under another root."""
    every = (part for piece in program.pieces for part in texts_in(piece.node))
    file = naming.last_of(text)
    return any(names_file(part, file) for part in every if part.value != text)


NAMED = frozenset({"model", "dataset", "database"})
"""Sources that are named, not placed: `from_pretrained("google/vit")` reads no folder of that name."""
PLACED = re.compile(r"^[./~\\]|^[A-Za-z]:|\.[A-Za-z]\w{1,10}$")


def is_joined(name: str, program: Program) -> bool:
    """Whether a variable's text goes on with another, as `folder + store` or `f"{folder}/{store}"`.

    Under another root it would be another text, and begin anew in the middle of theirs.
    """
    return any(
        _goes_on(part, name)
        for piece in program.readers.get(name, ())
        for part in _unsaid(piece.node)
    )


def _goes_on(node: ast.AST, name: str) -> bool:
    match node:
        case ast.BinOp(right=ast.Name(id=read)) | ast.Attribute(value=ast.Name(id=read)):
            return read == name
        case ast.Call(func=ast.Attribute(attr="join" | "joinpath"), args=[_, *others]):
            return any(isinstance(each, ast.Name) and each.id == name for each in others)
        case ast.JoinedStr(values=parts):
            return any(
                isinstance(part, ast.FormattedValue)
                and isinstance(part.value, ast.Name)
                and part.value.id == name
                and not (isinstance(before, ast.Constant) and str(before.value)[-1:].isspace())
                for before, part in pairwise(parts)
            )
    return False


def _unsaid(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement, but for what is only said: `print(f"reading {path}")`."""
    yield node
    for child in ast.iter_child_nodes(node):
        called = getattr(child, "func", None)
        said = getattr(called, "id", "") == "print" or getattr(called, "attr", "") in _SAYING
        if not said:
            yield from _unsaid(child)


_SAYING = frozenset({"debug", "info", "warning", "error"})


def is_told(name: str, piece: Piece, program: Program) -> bool:
    """Whether its author says beside a number what it is, and a call is given it.

    Not where a definition reads it, which a setting would tie to a stage.
    """
    readers = program.readers.get(name, ())
    if len(piece.comment.split()) < _SENTENCE or any(map(_defines, readers)):
        return False
    calls = (call for reader in readers for call in reader.uses.calls)
    given = (node for call in calls for node in (*call.args, *(k.value for k in call.keywords)))
    return any(isinstance(node, ast.Name) and node.id == name for node in given)


def _defines(piece: Piece) -> bool:
    return isinstance(piece.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


_SENTENCE = 4
"""Words of a comment, its `#` among them, that say more than the name does."""


def is_handed(name: str, program: Program) -> bool:
    """Whether a library's call is given a variable under its own name: `DBSCAN(eps=eps)`."""
    calls = (call for piece in program.readers.get(name, ()) for call in piece.uses.calls)
    return any(
        option.arg == name and isinstance(option.value, ast.Name) and option.value.id == name
        for call in calls
        if program.analysis.names.definition(call.func) is None
        for option in call.keywords
    )
