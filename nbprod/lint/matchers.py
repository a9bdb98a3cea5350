"""The words of `[[match]]`, as values.

A table has one subject (what is looked at) and any of the words that narrow it:

    call = ["pandas.read_csv"]      absolute dotted names; `numpy.random.*` takes all below
    method = "to", on = "torch.nn.Module"   a method, of receivers of these types or of any
    import = "cudf"                 a module and all below it; `*` alone: any star import
    attribute = "torch.cuda.amp"    a dotted read; `torch.backends.*` takes all below
    magic = ["pip", "%%bash"]       with `%` or `%%` only that kind, without both
    shell = '\\bwget\\b'              a pattern searched in each shell command
    string = '^/content/'           a pattern searched in each string literal

Several tables of a page are alternatives. What needs more than this is a check.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

Literal = str | int | float | bool

SUBJECTS = ("call", "method", "import", "attribute", "magic", "shell", "string")
NARROWING = {
    "call": ("with", "without", "first", "inside"),
    "method": ("on", "with", "without", "first", "inside"),
    "import": ("inside",),
    "attribute": ("inside",),
    "magic": ("first",),
    "shell": (),
    "string": ("inside",),
}
"""Which words may narrow which subject."""

VALUES = {
    "call": frozenset({"callee", "name", "argument"}),
    "method": frozenset({"callee", "name", "method", "argument"}),
    "import": frozenset({"module", "name"}),
    "attribute": frozenset({"name"}),
    "magic": frozenset({"magic", "argument"}),
    "shell": frozenset({"command"}),
    "string": frozenset({"text"}),
}
"""The values that a message may name, by subject."""

INSIDES = ("loop", "function", "module")


@dataclass(frozen=True, slots=True)
class Matcher:
    """One `[[match]]` table."""

    subject: str
    """One of `SUBJECTS`."""
    names: tuple[str, ...] = ()
    """Of call, method, import, attribute and magic."""
    pattern: str = ""
    """Of shell and string."""
    on: tuple[str, ...] = ()
    with_: tuple[tuple[str, tuple[Literal, ...]], ...] = ()
    """Keywords that must be given, each with the values that count; `"*"` is any value."""
    without: tuple[str | int, ...] = ()
    """Keywords (or positions) of which none may be given; a literal `None` is not given."""
    first: str = ""
    inside: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the subject must hold."""
        return any(getattr(self, name) for name in _NARROW)


_NARROW = [f.name for f in fields(Matcher) if f.name in ("with_", "without", "first", "inside")]
