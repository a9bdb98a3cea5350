"""What a literal is for, by the name it is bound to, its value, and what its author says of it."""

from __future__ import annotations

import ast
import re

from nbprod.extract.plan import SettingKind
from nbprod.extract.statements.pieces import Piece
from nbprod.extract.statements.program import Program

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


def is_handed(name: str, program: Program) -> bool:
    """Whether a library's call is given a variable under its own name: `DBSCAN(eps=eps)`."""
    calls = (call for piece in program.readers.get(name, ()) for call in piece.uses.calls)
    return any(
        option.arg == name and isinstance(option.value, ast.Name) and option.value.id == name
        for call in calls
        if program.analysis.names.definition(call.func) is None
        for option in call.keywords
    )
