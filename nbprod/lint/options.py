"""Options of a check: its keyword-only parameters, checked by name and type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args, get_origin, get_type_hints

from nbprod.errors import NbprodError
from nbprod.lint.head import meant


def defaults(check: Callable[..., Any]) -> dict[str, object]:
    """The options that a check knows, with the values they have unless somebody sets them."""
    return dict(check.__kwdefaults__ or {})


def accept(
    check: Callable[..., Any], given: Mapping[str, object], *, where: str, error: type[NbprodError]
) -> dict[str, object]:
    """The given options as the check takes them; a list becomes what its parameter asks for.

    Raises `error` where a name is unknown or a value has another type.
    """
    if not given:
        return {}
    known, hints = defaults(check), get_type_hints(check)
    found = {}
    for name, value in given.items():
        if name not in known:
            also = ", ".join(known) or "none"
            raise error(
                f'{where}: unknown option "{name}"{meant(name, known)} (options here: {also})'
            )
        try:
            found[name] = _convert(value, hints[name])
        except TypeError as reason:
            raise error(f'{where}: option "{name}" {reason}') from None
    return found


def _convert(value: object, hint: Any) -> object:
    """`value` as the type of a parameter; raises TypeError with what was asked for."""
    holder = get_origin(hint)
    if holder in (tuple, list, frozenset, set):
        item = next((i for i in get_args(hint) if i is not ...), str)
        if not isinstance(value, list | tuple):
            raise TypeError(f"is a list of {item.__name__}, not {value!r}")
        return holder(_convert(one, item) for one in value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise TypeError(f"is of type {hint.__name__}, not {value!r}")
    return value
