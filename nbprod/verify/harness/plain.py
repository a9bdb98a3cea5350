"""Scalars and containers of the standard library."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import enum
import fractions
import hashlib
import io
import json
import pathlib
import re
import types
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .shape import Bag, Fields, Leaf, Number, Shape, packed

if TYPE_CHECKING:
    from .looking import Look

BY_REPR = (
    range, slice, type(Ellipsis), type(NotImplemented),
    datetime.date, datetime.time, datetime.timedelta, datetime.tzinfo,
    decimal.Decimal, fractions.Fraction, uuid.UUID, re.Pattern,
)  # fmt: skip
SIMPLE = (bool, int, float, str, type(None))
PLAINLY: Mapping[type, Callable[[Any], Any]] = {
    int: int.__int__, float: float.__float__, str: str.__str__,
}  # fmt: skip
"""What a subclass of a simple type holds, whatever its own methods make of it."""
WITHOUT_MORE = ("builtins", "collections", "types", "IPython.utils.text")
"""Modules of containers whose attributes say nothing that their contents do not."""
PACK_FROM = 16
MANY = 2_000
"""From here on parts are looked at in rows, which may be longer than one value has parts."""
TEXT = 100_000


def scalar(look: Look, value: Any) -> Shape | None:
    """A single value of the standard library."""
    kind = type(value)
    if value is None or kind is bool:
        return Leaf(kind.__name__, repr(value))
    if isinstance(value, enum.Enum):
        return Leaf(look.kind(kind), value.name or repr(value))
    if kind is int:
        return Leaf("int", str(value) if value.bit_length() < 10_000 else hex(value))
    if kind is float:
        return Number("float", value)
    if kind is complex:
        return Fields("complex", [(part, Number("float", getattr(value, part[1:])))
                                  for part in (".real", ".imag")])  # fmt: skip
    return _texts(look, value)


def _texts(look: Look, value: Any) -> Shape | None:
    kind = type(value)
    if kind is str:
        return Leaf("str", _cut(look.text(value)))
    if isinstance(value, (bytes, bytearray)):
        return Leaf(look.kind(kind), _cut(bytes(value).hex()))
    if isinstance(value, pathlib.PurePath):
        return Leaf("path", look.text(value.as_posix()))
    if kind.__module__ == "IPython.utils.capture" and hasattr(value, "stdout"):
        kept = io.StringIO()  # what a package has of `%%capture name`
        kept.write(value.stdout)
        return look.see(kept)
    if isinstance(value, BY_REPR) and kind.__module__.partition(".")[0] != "pandas":
        return Leaf(look.kind(kind), repr(value))
    return None


def _cut(text: str) -> str:
    if len(text) <= TEXT:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{text[:1000]}... ({len(text):,} characters, digest {digest})"


def container(look: Look, value: Any) -> Shape | None:
    """A collection of the standard library; of a subclass, the contents and the attributes.

    So is a subclass of a simple type looked at, whose text or number is no attribute.
    """
    shape = _contents(look, value)
    if shape is None or type(value).__module__ in WITHOUT_MORE:
        return shape
    extra = getattr(value, "__dict__", {})
    return Fields(look.kind(type(value)), [("", shape), *_attributes(look, extra)])


def _attributes(look: Look, extra: Mapping[str, Any]) -> list[tuple[str, Shape]]:
    return [(f".{name}", look.see(part)) for name, part in sorted(extra.items())]


def _contents(look: Look, value: Any) -> Shape | None:
    kind = look.kind(type(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return Fields(kind, [(f".{name}", look.see(part))
                             for name, part in zip(value._fields, value, strict=False)])  # fmt: skip
    if kind == "IPython.utils.text.SList":
        return sequence(look, "list", list(value))  # `name = !ls`
    if isinstance(value, (list, tuple, collections.deque)):
        return sequence(look, kind, list(value))
    if isinstance(value, (dict, types.MappingProxyType)):
        return mapping(look, kind, value)
    if isinstance(value, (set, frozenset)):
        return _bag(look, kind, value)
    if isinstance(value, (type({}.keys()), type({}.values()), type({}.items()))):
        return sequence(look, kind, list(value))
    if isinstance(value, (array.array, memoryview)):
        return sequence(look, kind, value.tolist())
    return _told_apart(look, kind, value)


def _told_apart(look: Look, kind: str, value: Any) -> Shape | None:
    """What compiled types keep where neither attributes nor pickle tell of it."""
    if isinstance(value, re.Match):
        parts = ("re", "string", "regs")
        return Fields(kind, [(f".{part}", look.see(getattr(value, part))) for part in parts])
    for base, plainly in PLAINLY.items():
        if isinstance(value, base):
            return look.see(plainly(value))
    return None


def sequence(look: Look, kind: str, values: Sequence[Any]) -> Shape:
    """Parts in order; plain numbers and texts in bulk."""
    kinds = set(map(type, values)) if len(values) > PACK_FROM else {list}
    if kinds == {float}:
        return look.column(kind, [len(values)], "d", raw=array.array("d", values).tobytes())
    if kinds <= set(SIMPLE) and _fits(values):
        return look.blobs.listing(
            kind, [len(values)], [look.text(v) if isinstance(v, str) else v for v in values]
        )
    return look.items(kind, values)


def _fits(values: Sequence[Any]) -> bool:
    """Whether JSON holds every whole number: Python refuses to spell very long ones."""
    return all(value.bit_length() < 10_000 for value in values if type(value) is int)


def mapping(look: Look, kind: str, value: Mapping[Any, Any]) -> Shape:
    """Parts by key, in the order of the keys."""
    if "__builtins__" in value and "__name__" in value:
        return Leaf("namespace", "")
    if len(value) > MANY:
        parts = [(".keys()", sequence(look, "keys", list(value))),
                 (".values()", sequence(look, "values", list(value.values())))]  # fmt: skip
        return Fields(kind, parts)
    fields = [(f"[{_key(look, key)}]", look.see(part)) for key, part in list(value.items())]
    return Fields(kind, fields)


def _key(look: Look, key: Any) -> str:
    if isinstance(key, (str, int, float, bool, type(None))):
        return look.text(repr(key))
    return json.dumps(packed(look.see(key)))


def _bag(look: Look, kind: str, value: Any) -> Shape:
    if len(value) > PACK_FROM and set(map(type, value)) <= set(SIMPLE):
        rows = sorted(value, key=lambda part: (type(part).__name__, repr(part)))
        return sequence(look, kind, rows)
    if len(value) > MANY:
        return look.items(kind, sorted(value, key=repr))
    shapes = [look.see(part) for part in list(value)]
    return Bag(kind, sorted(shapes, key=lambda shape: json.dumps(packed(shape))))
