"""How a call names its source: the text it says, and how it came by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbprod.flow.fact import Fact, argument
from nbprod.flow.names import Names
from nbprod.flow.shapes import descend
from nbprod.ledger.source import Given

HANDLES = ("io.", "tempfile.", "zipfile.ZipFile", "tarfile.TarFile", "requests.Response")
"""Types of objects that were opened elsewhere; there the data came in."""

KEPT = frozenset({"builtins.bytes", "builtins.list", "builtins.dict", "numpy.ndarray"})
"""Types of values that are no names of files."""

CONFIGURED = (
    "os.environ",
    "os.getenv",
    "sys.argv",
    "argparse.",
    "dotenv.",
    "builtins.input",
    "getpass.getpass",
    "google.colab.userdata",
    "tkinter.filedialog",
)
"""What the outside says: whoever runs the notebook chooses."""

OPENED = frozenset({"read", "open", "getvalue", "extractfile", "makefile", "get_object", "decode"})
"""Methods of unknown receivers that give contents or an open file."""

STORES = frozenset({"Bucket", "Object", "bucket", "get_bucket", "blob", "get_blob"})
"""Methods that name a bucket or an object in it."""

DEPTH = 8


def named(call: ast.Call, fact: Fact, names: Names) -> tuple[tuple[str, ...], Given]:
    """The texts that name a call's source, and how the call came by them."""
    found = [node for slot in fact.argument if (node := argument(call, slot)) is not None]
    if not found:
        return ("",), "worked out"
    if fact.reads == "bucket" or fact.writes == "bucket":
        return (in_bucket(found, names),), how(found[0], names)
    texts = texts_of(found[0], names)
    if fact.reads == "file" and is_content(texts[0]):
        return texts, "held"
    return texts, how(found[0], names)


def in_bucket(nodes: list[ast.expr], names: Names) -> str:
    """Bucket and key as one text, from arguments or from the object that was asked for them."""
    return "/".join(text for node in nodes if (text := _stored(node, names)))


def _stored(node: ast.expr, names: Names) -> str:
    """The text of `client.bucket("b").blob("k")`: `b/k`."""
    match names.value(node):
        case ast.Call(func=ast.Attribute(value=outer, attr=method), args=inner) if method in STORES:
            parts = (_stored(part, names) for part in (outer, *inner))
            return "/".join(part for part in parts if part)
    return text_of(node, names)


def texts_of(node: ast.expr, names: Names) -> tuple[str, ...]:
    """The texts that an expression may be; several where a loop goes through a written list."""
    found = names.binding(node)
    if found is not None and found.how == "for" and found.value is not None and found.index is None:
        listed = names.value(found.value)
        if isinstance(listed, ast.List | ast.Tuple | ast.Set) and listed.elts:
            return tuple(text_of(each, names) for each in listed.elts)
    value = names.value(node)
    if isinstance(value, ast.List | ast.Tuple) and value.elts:
        return tuple(text for each in value.elts if (text := text_of(each, names))) or ("",)
    return (text_of(node, names),)


def text_of(node: ast.expr, names: Names) -> str:
    """The text of an expression; empty where it has none."""
    value = names.value(node)
    if isinstance(value, ast.Constant) and isinstance(value.value, int):
        return str(value.value)
    if isinstance(value, ast.Tuple):
        return next((text for part in value.elts if (text := text_of(part, names))), "")
    return names.text(value) or ""


def how(node: ast.expr, names: Names) -> Given:
    """How an expression that names a source came to be."""
    if is_held(node, names):
        return "held"
    if any(is_said(text) for text in texts_of(node, names)):
        return "said"
    return (
        "configured" if any(is_configured(n, names) for n in origins(node, names)) else "worked out"
    )


def is_said(text: str) -> bool:
    """Whether a folded text holds more than unknown parts and separators."""
    outside, depth = "", 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        outside += letter if depth == 0 and letter not in "{}" else ""
    return bool(outside.strip("/\\.: "))


def is_content(text: str) -> bool:
    """Whether a text is data itself: `pd.read_json('[{"a": 1}]')`."""
    return "\n" in text or text.startswith(("[", "<"))


def is_held(node: ast.expr, names: Names) -> bool:
    """Whether an expression is data or an open file, and not the name of one."""
    value = names.value(node)
    kind = names.type_of(value) or names.type_of(node)
    if kind.startswith(HANDLES) or (kind in KEPT and not isinstance(value, ast.List)):
        return True
    if isinstance(value, ast.Call):
        fact = names.fact(value)
        if fact is not None and fact.reads and fact.returns != "builtins.str":
            return True
        own = names.definition(value.func)
        if own is not None:
            return any(is_held(given, names) for given in own.returns)
        return isinstance(value.func, ast.Attribute) and value.func.attr in OPENED
    if isinstance(value, ast.Attribute):
        return value.attr in ("content", "raw", "stdout", "body")
    return isinstance(value, ast.Subscript) and _key(value) in ("Body", "body", "content")


def _key(node: ast.Subscript) -> object:
    return node.slice.value if isinstance(node.slice, ast.Constant) else None


def is_configured(node: ast.expr, names: Names) -> bool:
    """Whether an expression asks the outside: the environment, the command line, a person."""
    asked = node.func if isinstance(node, ast.Call) else node
    return isinstance(asked, ast.Name | ast.Attribute) and names.dotted(asked).startswith(
        CONFIGURED
    )


def origins(node: ast.expr, names: Names, depth: int = DEPTH) -> Iterator[ast.expr]:
    """The expressions that one was made of, followed through variables."""
    for part in descend(node):
        if not isinstance(part, ast.expr):
            continue
        yield part
        value = names.value(part)
        if value is not part and depth:
            yield from origins(value, names, depth - 1)
