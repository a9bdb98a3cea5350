"""Functions, classes, modules, iterators, and objects of any class."""

from __future__ import annotations

import copyreg
import functools
import inspect
import logging
import re
import sys
import types
import typing
import weakref
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .shape import OF_THE_PROCESS, Fields, Leaf, Opaque, Shape

if TYPE_CHECKING:
    from .looking import Look

NAMED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type,
         types.MethodDescriptorType, types.WrapperDescriptorType)  # fmt: skip
LAZY = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
ASIDE = re.compile(r"(?i)cache|tmp|temp(?!l)|scratch|buffer")
"""Private attributes of this kind hold what was looked at, or memory that was never filled."""
OWN_TO_A_PROCESS = re.compile(r"(?i)(?:^|_)(?:fd|fileno|handle|sentinel|o?pid|ident|native_id)$")
"""How libraries call the numbers that a system gives to what a process opens or starts."""
ENVIRONMENTS = ("EvalEnvironment", "LayeredMapping", "VarLookupDict", "Environment")


def read(look: Look, value: Any) -> Shape | None:
    """Whatever is no plain value: by name, by its state, or not at all."""
    kind = type(value)
    if isinstance(value, types.ModuleType):
        return Leaf("module", value.__name__)
    if isinstance(value, NAMED) or (_is_wrapped(value) and not look.is_own(kind)):
        return _named(look, value)
    if isinstance(value, functools.partial):
        parts = {"func": value.func, "args": value.args, "keywords": value.keywords}
        return _named_parts(look, value, {**parts, **held(value)})
    if typing.get_origin(value) is not None:
        parts = {"__origin__": typing.get_origin(value), "__args__": typing.get_args(value)}
        return _named_parts(look, value, parts)
    if isinstance(value, weakref.ReferenceType):
        return Fields(look.kind(kind), [("()", look.see(value()))])
    if isinstance(value, LAZY) or (_is_used_up(kind) and not look.is_own(kind)):
        return Opaque(look.kind(kind), "an iterator: looking at it would use it up")
    if isinstance(value, logging.Logger):
        return _logger(look, value)
    if kind.__name__ in ENVIRONMENTS and not look.is_own(kind):
        return Leaf("namespace", "")
    return _object(look, value)


def _named_parts(look: Look, value: Any, parts: Mapping[str, Any]) -> Shape:
    return Fields(look.kind(type(value)), [(f".{n}", look.see(part)) for n, part in parts.items()])


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
    name = Leaf("name", f"{module}.{getattr(value, '__qualname__', repr(type(value)))}")
    owner = getattr(value, "__self__", None)
    if owner is None or isinstance(owner, (type, types.ModuleType)) or _is_global(value, owner):
        return name
    return Fields("method", [("", name), (".__self__", look.see(owner))])


def _is_global(method: Any, owner: Any) -> bool:
    """Whether a module offers a method of its one object as a function, as `random.random`."""
    module = sys.modules.get(type(owner).__module__)
    return bool(getattr(module, method.__name__, None) == method)


def _object(look: Look, value: Any) -> Shape:
    kind, own = look.kind(type(value)), look.is_own(type(value))
    if not own and _has_descriptor(value):
        return Opaque(kind, OF_THE_PROCESS)
    state = _state(look, value)
    parts = list(fields(look, value, state)) if state is not None else []
    if state is None or (not parts and type(value) is not object and not own):
        handle = isinstance(getattr(value, "handle", None), int)
        return Opaque(kind, OF_THE_PROCESS if handle else "its state cannot be read")
    return Fields(kind, parts)


def _has_descriptor(value: Any) -> bool:
    """Whether it stands for something open, whose contents lie with the system."""
    if not callable(getattr(type(value), "fileno", None)):
        return False
    try:
        return isinstance(value.fileno(), int)
    except Exception:
        return False


def fields(look: Look, value: Any, state: Mapping[str, Any]) -> Iterator[tuple[str, Shape]]:
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
        part = _part(look, str(name), state[name]) if foreign else look.see(state[name])
        if not (foreign and private and isinstance(part, Opaque)) or _is_of_the_process(part):
            yield f".{name}", part


def _part(look: Look, name: str, value: Any) -> Shape:
    """A part of a library's object; one that works with what a process opened hangs on it whole."""
    if type(value) is int and OWN_TO_A_PROCESS.search(name):
        return Opaque("int", OF_THE_PROCESS)
    part = look.see(value)
    inner = part.fields if name.startswith("_") and isinstance(part, Fields) else []
    return (
        Opaque(part.kind, OF_THE_PROCESS) if any(_is_of_the_process(p) for _, p in inner) else part
    )


def _is_of_the_process(part: Shape) -> bool:
    return isinstance(part, Opaque) and part.reason == OF_THE_PROCESS


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
    if isinstance(value, BaseException):
        return {**held(value), **_of_error(value)}
    parts = held(value)
    return {**parts, **_inherited(look, value)} if parts else _reduced(value)


def held(value: Any, but: type = object) -> dict[str, Any]:
    """The attributes of an object and what lies in its slots, those of a base class left out."""
    slots: Any = vars(copyreg)["_slotnames"]
    names = [name for name in slots(type(value)) or () if name not in (slots(but) or ())]
    kept = {name: getattr(value, name) for name in names if hasattr(value, name)}
    return {**getattr(value, "__dict__", {}), **kept}


def _of_error(error: BaseException) -> dict[str, Any]:
    """What an error says, as `args` and as the fields of its kind, and what caused it."""
    fields = (name for base in type(error).__mro__ for name, field in vars(base).items()
              if isinstance(field, types.MemberDescriptorType) and not name.startswith("_"))  # fmt: skip
    told = {name: getattr(error, name, None) for name in fields}
    known = {name: part for name, part in told.items() if part is not None}
    cause = {"__cause__": error.__cause__} if error.__cause__ else {}
    return {"args": error.args, **known, **cause}


def _inherited(look: Look, value: Any) -> Mapping[str, Any]:
    """What a compiled base keeps of an object whose class, with attributes, is the user's own."""
    base = next(base for base in type(value).__mro__ if not look.is_own(base))
    told = {} if base is object else _told(value, base) or _reduced(value) or {}
    return {name: part for name, part in told.items() if name in ("__getstate__()", "from")}


def _told(value: Any, kind: type | None = None) -> Mapping[str, Any] | None:
    """What a library's own `__getstate__` says, as pickle would keep it."""
    tell = getattr(kind or type(value), "__getstate__", None)
    if tell is None or tell is getattr(object, "__getstate__", None):
        return None
    try:
        state = tell(value)
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
