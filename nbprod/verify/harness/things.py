"""Functions, classes, modules, iterators, and objects of any class."""

from __future__ import annotations

import copyreg
import functools
import inspect
import logging
import re
import sys
import types
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .shape import Fields, Leaf, Opaque, Shape

if TYPE_CHECKING:
    from .looking import Look

NAMED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type,
         types.MethodDescriptorType, types.WrapperDescriptorType)  # fmt: skip
LAZY = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
ASIDE = re.compile(r"(?i)cache|tmp|temp(?!l)|scratch|buffer")
"""Private attributes of this kind hold what was looked at, or memory that was never filled."""
ENVIRONMENTS = ("EvalEnvironment", "LayeredMapping", "VarLookupDict", "Environment")


def read(look: Look, value: Any) -> Shape | None:
    """Whatever is no plain value: by name, by its state, or not at all."""
    kind = type(value)
    if isinstance(value, types.ModuleType):
        return Leaf("module", value.__name__)
    if isinstance(value, NAMED) or (_is_wrapped(value) and not look.is_own(kind)):
        return _named(look, value)
    if isinstance(value, functools.partial):
        parts = ((".func", value.func), (".args", value.args), (".keywords", value.keywords))
        return Fields("functools.partial", [(step, look.see(part)) for step, part in parts])
    if isinstance(value, LAZY) or (_is_used_up(kind) and not look.is_own(kind)):
        return Opaque(look.kind(kind), "an iterator: looking at it would use it up")
    if isinstance(value, logging.Logger):
        return _logger(look, value)
    if kind.__name__ in ENVIRONMENTS and not look.is_own(kind):
        return Leaf("namespace", "")
    return _object(look, value)


def _logger(look: Look, value: logging.Logger) -> Shape:
    """A logger by its name and level: all that it leads to are the loggers of every library."""
    own = value.name.partition(".")[0] in look.own
    level = (".level", Leaf("int", str(value.level)))
    return Fields("logging.Logger", [(".name", Leaf("str", "" if own else value.name)), level])


def _is_wrapped(value: Any) -> bool:
    """Whether an object stands for a function that a decorator was put around."""
    return callable(value) and "__wrapped__" in (getattr(value, "__dict__", None) or ())


def _is_used_up(kind: type) -> bool:
    """Whether it is an iterator that tells pickle nothing, so that only its parts could."""
    own = [getattr(kind, name, None) is not getattr(object, name, None)
           for name in ("__reduce__", "__getstate__")]  # fmt: skip
    return hasattr(kind, "__next__") and hasattr(kind, "__iter__") and not any(own)


def _named(look: Look, value: Any) -> Shape:
    """A library's function is known by its name; the user's own shows in what it computes."""
    if look.is_own(value) or look.is_own(getattr(value, "__func__", None)):
        what = "class" if isinstance(value, type) else "function"
        return Opaque(what, "what it computes is compared, not its text")
    module = getattr(value, "__module__", None) or "builtins"
    return Leaf("name", f"{module}.{getattr(value, '__qualname__', repr(type(value)))}")


def _object(look: Look, value: Any) -> Shape:
    kind = look.kind(type(value))
    state = _state(look, value)
    if state is None or (not state and type(value) is not object and not look.is_own(type(value))):
        return Opaque(kind, "its state cannot be read")
    return Fields(kind, list(_fields(look, value, state)))


def _fields(look: Look, value: Any, state: Mapping[str, Any]) -> Iterator[tuple[str, Shape]]:
    """The parts of an object, without what it keeps only to be quick.

    A cache holds what somebody once looked at, so a notebook that shows `fit.summary()` and a
    package that does not would differ in it and in nothing else. For the same reason a private
    part of a library's object that has no readable state, such as a lock, is passed over.
    """
    foreign = not look.is_own(type(value))
    taken_over = (*functools.WRAPPER_ASSIGNMENTS, "__wrapped__") if _is_wrapped(value) else ()
    for name in sorted(state, key=str):
        if name in taken_over:  # from the function inside, its module among them
            continue
        private = str(name).startswith("_")
        if _is_kept_aside(type(value), str(name), private=private and foreign):
            continue
        part = look.see(state[name])
        if not (foreign and private and isinstance(part, Opaque)):
            yield f".{name}", part


def _is_kept_aside(kind: type, name: str, *, private: bool) -> bool:
    if private and ASIDE.search(name):
        return True
    found = inspect.getattr_static(kind, name, None)
    describes = hasattr(type(found), "__get__") and not hasattr(type(found), "__set__")
    return describes and not isinstance(found, types.FunctionType)


def _state(look: Look, value: Any) -> Mapping[str, Any] | None:
    """The named parts of an object, or nothing where it does not give them.

    A library's object that has no parts to show, not even to pickle, is not known to be equal to
    another of its kind.
    """
    kind = type(value)
    told = None if look.is_own(kind) else _told(value)
    if told is not None:
        return told
    names: Any = vars(copyreg)["_slotnames"](kind) or ()
    slots = {name: getattr(value, name) for name in names if hasattr(value, name)}
    held = {**getattr(value, "__dict__", {}), **slots}
    if isinstance(value, BaseException):
        held["args"] = value.args
    return held or _reduced(value)


def _told(value: Any) -> Mapping[str, Any] | None:
    """What a library's own `__getstate__` says, as pickle would keep it."""
    tell = getattr(type(value), "__getstate__", None)
    if tell is None or tell is getattr(object, "__getstate__", None):
        return None
    try:
        state = value.__getstate__()
    except Exception:
        return None
    return state if state is None or isinstance(state, dict) else {"__getstate__()": state}


def _reduced(value: Any) -> Mapping[str, Any] | None:
    """The parts from which pickle would build an object again: how compiled types are read."""
    if type(value) is object:
        return {}
    try:
        made = value.__reduce_ex__(2)
    except Exception:
        return None
    if isinstance(made, str):
        return {"name": made}
    parts = dict(zip(("made by", "from", "state"), made, strict=False))
    if parts.get("made by") is sys.modules["copyreg"].__dict__.get("__newobj__"):
        parts["from"] = parts["from"][1:]
    return {key: part for key, part in parts.items() if key != "made by" and not _is_nothing(part)}


def _is_nothing(part: Any) -> bool:
    return part is None or (isinstance(part, tuple) and not part)
