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
import sys
import types
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .shape import Bag, Fields, Leaf, Number, Opaque, Shape, packed
from .things import held

if TYPE_CHECKING:
    from .looking import Look

BY_REPR = (
    range, type(Ellipsis), type(NotImplemented),
    datetime.date, datetime.time, datetime.timedelta,
    decimal.Decimal, fractions.Fraction, uuid.UUID,
)  # fmt: skip
SIMPLE = (bool, int, float, str, type(None))
PLAINLY: Mapping[type, Callable[[Any], Any]] = {
    int: int.__int__, float: float.__float__, str: str.__str__,
    complex: lambda value: complex(value.real, value.imag),
}  # fmt: skip
"""What a subclass of a simple type holds, whatever its own methods make of it."""
WITHOUT_MORE = ("builtins", "collections", "types", "IPython.utils.text")
"""Modules of containers whose attributes say nothing that their contents do not."""
PACK_FROM = 16
MANY = 2_000
"""From here on parts are looked at in rows, which may be longer than one value has parts."""
TEXT = 100_000
UNTOLD = f'["{Opaque.__name__}"'
"""How a part that cannot be compared begins, written down."""


def scalar(look: Look, value: Any) -> Shape | None:
    """A single value of the standard library."""
    kind = type(value)
    if value is None or kind is bool:
        return Leaf(kind.__name__, repr(value))
    if isinstance(value, enum.Enum):
        return _member(look, value)
    if kind is int:
        return Leaf("int", str(value) if value.bit_length() < 10_000 else hex(value))
    if kind is float:
        return Number("float", value)
    if kind is complex:
        return Fields("complex", [(part, Number("float", getattr(value, part[1:])))
                                  for part in (".real", ".imag")])  # fmt: skip
    if kind is str:
        return Leaf("str", _cut(look.text(value)))
    shape = _texts(look, value) or _spelled(look, value)
    return _with_more(look, value, shape) if shape else None


def _member(look: Look, value: enum.Enum) -> Shape:
    """A member of an enumeration: its name, and what the user's own stands for."""
    kind = look.kind(type(value))
    name = Leaf(kind, value.name or repr(value))
    if not look.is_own(type(value)):
        return name
    return Fields(kind, [("", name), (".value", look.see(value.value))])


def _texts(look: Look, value: Any) -> Shape | None:
    kind = type(value)
    if isinstance(value, (bytes, bytearray)):
        return Leaf(look.kind(kind), _cut(bytes(value).hex()))
    if isinstance(value, pathlib.PurePath):
        plain = kind in (pathlib.PosixPath, pathlib.WindowsPath)
        return Leaf("path" if plain else look.kind(kind), look.text(value.as_posix()))
    if isinstance(value, re.Pattern):  # whose own spelling ends after 200 characters
        return Leaf("re.Pattern", _cut(f"re.compile({value.pattern!r}, {value.flags})"))
    if kind.__module__ == "IPython.utils.capture" and hasattr(value, "stdout"):
        kept = io.StringIO()  # what a package has of `%%capture name`
        kept.write(value.stdout)
        return look.see(kept)
    return None


def _spelled(look: Look, value: Any) -> Shape | None:
    """What the standard library spells in full, whatever a subclass makes of it."""
    kind: Any = type(value)
    if isinstance(value, datetime.tzinfo) and not look.is_own(kind):
        return Leaf(look.kind(kind), repr(value))
    if isinstance(value, slice):
        steps = ("start", "stop", "step")
        return Fields("slice", [(f".{step}", look.see(getattr(value, step))) for step in steps])
    if not isinstance(value, BY_REPR) or kind.__module__.partition(".")[0] == "pandas":
        return None
    text, zone = _standard(kind).__repr__(value), getattr(value, "tzinfo", None)
    if zone is None:
        return Leaf(look.kind(kind), text)
    naive = Leaf(look.kind(kind), text.partition(", tzinfo=")[0] + ")")
    return Fields(look.kind(kind), [("", naive), (".tzinfo", look.see(zone))])


def _standard(kind: type) -> Any:
    """The class of the standard library that a class is, or is made from."""
    known = (base for base in kind.__mro__
             if base.__module__.partition(".")[0] in sys.stdlib_module_names)  # fmt: skip
    return next(known, object)


def _with_more(look: Look, value: Any, shape: Shape) -> Shape:
    """A plain value, and what a subclass of its type keeps beside it."""
    kind = type(value)
    extra = held(value, but=_standard(kind)) if _standard(kind) not in (kind, object) else {}
    return with_parts(look, look.kind(kind), shape, extra) if extra else shape


def with_parts(look: Look, kind: str, shape: Shape, parts: Mapping[str, Any]) -> Shape:
    """A value, and what else belongs to it by name."""
    named = [(f".{name}", look.see(part)) for name, part in sorted(parts.items())]
    return Fields(kind, [("", shape), *named])


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
    return with_parts(look, look.kind(type(value)), shape, held(value))


def _contents(look: Look, value: Any) -> Shape | None:
    kind = look.kind(type(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return Fields(kind, [(f".{name}", look.see(part))
                             for name, part in zip(value._fields, value, strict=False)])  # fmt: skip
    if kind == "IPython.utils.text.SList":
        return sequence(look, "list", list(value))  # `name = !ls`
    if isinstance(value, collections.deque):
        return _defined(look, sequence(look, kind, list(value)), value, "maxlen")
    if isinstance(value, (list, tuple)):
        return sequence(look, kind, list(value))
    if isinstance(value, collections.defaultdict):
        return _defined(look, mapping(look, kind, value), value, "default_factory")
    if isinstance(value, (dict, types.MappingProxyType)):
        return mapping(look, kind, value)
    if isinstance(value, (set, frozenset)):
        return _bag(look, kind, value)
    if isinstance(value, (type({}.keys()), type({}.values()), type({}.items()))):
        return sequence(look, kind, list(value))
    if isinstance(value, array.array):
        return _defined(look, sequence(look, kind, value.tolist()), value, "typecode")
    if isinstance(value, memoryview):
        contents = sequence(look, kind, value.tolist())
        return _defined(look, contents, value, "format", "shape", "readonly")
    return _told_apart(look, kind, value)


def _defined(look: Look, contents: Shape, value: Any, *names: str) -> Shape:
    """The contents of a container, and what says how it will take or give the next ones."""
    return with_parts(look, contents.kind, contents, {name: getattr(value, name) for name in names})


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
    fields: dict[str, Shape] = {}
    if len(value) <= MANY:
        steps = {_key(look, key): part for key, part in list(value.items())}
        fields = {f"[{step}]": look.see(part) for step, part in steps.items() if step}
    if len(fields) == len(value):
        return Fields(kind, list(fields.items()))
    parts = [(".keys()", sequence(look, "keys", list(value))),
             (".values()", sequence(look, "values", list(value.values())))]  # fmt: skip
    return Fields(kind, parts)


def _key(look: Look, key: Any) -> str:
    """A key as a step of a path; nothing for one that no text can tell from others."""
    if _is_spelled(key):
        return look.text(repr(key))
    text = json.dumps(packed(look.see(key)))
    return "" if UNTOLD in text else text


def _is_spelled(key: Any) -> bool:
    if type(key) is tuple:
        return all(map(_is_spelled, key))
    return isinstance(key, SIMPLE)


def _bag(look: Look, kind: str, value: Any) -> Shape:
    if len(value) > PACK_FROM and set(map(type, value)) <= set(SIMPLE):
        rows = sorted(value, key=lambda part: (type(part).__name__, repr(part)))
        return sequence(look, kind, rows)
    if len(value) > MANY:
        return look.items(kind, sorted(value, key=repr))
    shapes = [look.see(part) for part in list(value)]
    return Bag(kind, sorted(shapes, key=lambda shape: json.dumps(packed(shape))))
