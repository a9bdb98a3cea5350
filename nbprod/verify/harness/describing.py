"""Plain facts about a value: what kind it is, how large, and what it holds.

This module is shown twice: it describes the notebook's values when they are recorded, and its
text becomes part of the test that compares a package with the record. Texts are kept as digests,
so that no row of data and no secret is written into a test.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from typing import Any

# begin
MOST = 50


def facts(value: Any, path: str = "value", depth: int = 3) -> Iterator[tuple[str, Any]]:
    """Yield facts about a value, each with the path that leads to it."""
    if isinstance(value, int) and is_wide(value):
        yield from facts(hex(value), path, depth)
    elif value is None or isinstance(value, (bool, int, float)):
        yield path, value
    elif isinstance(value, str):
        yield path, hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:16]
    elif hasattr(value, "columns") and hasattr(value, "dtypes"):
        yield f"{path}.shape", list(value.shape)
        for column in list(value.columns)[:MOST]:
            if list(value.columns).count(column) == 1:
                yield from facts(value[column], f"{path}[{column!r}]", depth)
    elif hasattr(value, "to_numpy"):
        yield from facts(value.to_numpy(), path, depth)
    elif hasattr(value, "dtype") and hasattr(value, "ravel"):
        yield f"{path}.dtype", str(value.dtype)
        yield f"{path}.shape", list(value.shape)
        yield from numbers(value.ravel()[:1_000_000].tolist(), path)
    elif isinstance(value, Mapping):
        yield f"len({path})", len(value)
        for key in sorted(value, key=repr)[:MOST] if depth else ():
            yield from facts(value[key], f"{path}[{key!r}]", depth - 1)
    elif isinstance(value, (list, tuple)):
        yield f"len({path})", len(value)
        yield from numbers(list(value), path)
        for number, part in enumerate(value[:MOST]) if depth else ():
            yield from facts(part, f"{path}[{number}]", depth - 1)
    elif isinstance(value, (set, frozenset)):
        yield f"len({path})", len(value)
        yield from facts("".join(sorted(map(repr, value))), f"sorted({path})", depth)
    else:
        yield f"type({path})", type(value).__name__
        names = getattr(value, "__dict__", {}) if depth else {}
        for name in sorted(name for name in names if not name.startswith("_"))[:MOST]:
            if hasattr(names[name], "__len__") or isinstance(names[name], (int, float)):
                yield from facts(names[name], f"{path}.{name}", depth - 1)


def numbers(values: list[Any], path: str) -> Iterator[tuple[str, Any]]:
    """Sum up many numbers; the weighted sum notices when their order changes."""
    gaps = [v is None or (isinstance(v, float) and math.isnan(v)) for v in values]
    known = [(n, v) for n, (v, gap) in enumerate(zip(values, gaps, strict=True), 1) if not gap]
    if any(isinstance(v, int) and is_wide(v) for _, v in known):
        return  # each is told by itself, as far as they are told
    if values and all(isinstance(v, (int, float)) for _, v in known):
        yield f"sum({path})", math.fsum(v for _, v in known)
        yield f"weighted sum({path})", math.fsum(n * v for n, v in known) / len(values)
        yield f"known({path})", len(known)
    elif values and not isinstance(values[0], (list, tuple, dict, set)):
        texts = "\n".join(map(str, values)) if " at 0x" not in str(values[:3]) else ""
        yield from facts(texts, f"text({path})")


def is_wide(value: int) -> bool:
    """Whether a whole number is too long for a float, and perhaps for a text."""
    return value.bit_length() > 1000


# end
