"""The parts of a syntax node that may hold code."""

from __future__ import annotations

_SCALARS = frozenset(
    {
        "arg",
        "asname",
        "attr",
        "conversion",
        "ctx",
        "id",
        "kind",
        "lineno",
        "op",
        "ops",
        "type_comment",
    }
)
"""Fields that hold a text, a number, an operator or a context."""


class _Inner(dict[type, tuple[str, ...]]):
    """By type of nodes: the fields that may hold other nodes worth looking at."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
        self[kind] = found = tuple(name for name in names if name not in _SCALARS)
        return found


INNER = _Inner()
