"""Arrays, frames, sparse matrices, tensors, images: values with many numbers.

No library is imported here. A value of a library can only exist once somebody imported it, so
`sys.modules` has it or the value is none of its.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import plain, things
from .shape import Fields, Leaf, Number, Opaque, Shape

if TYPE_CHECKING:
    from .looking import Look

FIXED = {"f": ("<f8", "d"), "i": ("<i8", "q"), "u": ("<u8", "Q"), "b": ("u1", "B")}


def read(look: Look, value: Any) -> Shape | None:
    """A value of a library that holds numbers in bulk."""
    for base in type(value).__mro__:
        library = (base.__module__ or "").partition(".")[0]
        if library in READ:
            shape = READ[library](look, value)
            if shape is not None:
                return shape
    return None


def _numpy(look: Look, value: Any) -> Shape | None:
    np: Any = sys.modules["numpy"]
    if isinstance(value, np.ma.MaskedArray):
        return _masked(look, value)
    if isinstance(value, np.ndarray):
        fields = _array(look, look.kind(type(value)), value.view(np.ndarray))
        more = things.fields(look, value, things.held(value))
        return Fields(fields.kind, [*fields.fields, *more])
    if isinstance(value, np.floating) and value.dtype.itemsize <= 8:
        return Number(f"numpy.{value.dtype}", float(value))
    if isinstance(value, np.inexact) and value.dtype.itemsize > 8:
        return _values(look, f"numpy.{value.dtype}", np.asarray(value))
    if isinstance(value, np.generic):
        return Leaf(f"numpy.{value.dtype}", look.text(str(value)))
    if isinstance(value, np.dtype):
        return Leaf("numpy.dtype", str(value))
    if isinstance(value, np.ufunc):
        if set(value.types) == {"O" * value.nin + "->" + "O" * value.nout}:
            return Opaque("function", "what it computes is compared, not its text")
        return Leaf("name", f"numpy.{value.__name__}")
    return None


def _masked(look: Look, value: Any) -> Shape:
    """An array with gaps; the one element `masked` is known by its name."""
    np: Any = sys.modules["numpy"]
    if value is np.ma.masked:
        return Leaf("numpy.ma", "masked")
    parts = (("mask", value.mask), ("fill_value", value.fill_value), ("hardmask", value.hardmask))
    fields = [(f".{name}", look.see(part)) for name, part in parts]
    return Fields("numpy.ma", [*fields, ("", look.see(value.filled()))])


def _array(look: Look, kind: str, value: Any) -> Fields:
    fields: list[tuple[str, Shape]] = [
        (".dtype", Leaf("dtype", str(value.dtype))),
        (".shape", Leaf("tuple", str(tuple(map(int, value.shape))))),
        ("", _values(look, kind, value)),
    ]
    return Fields(kind, fields)


def _values(look: Look, kind: str, value: Any) -> Shape:
    """The numbers themselves, in an encoding that does not depend on their memory layout."""
    np: Any = sys.modules["numpy"]
    letter, dims = value.dtype.kind, list(map(int, value.shape))
    if letter in FIXED:
        wide, code = FIXED[letter]
        plainly = np.ascontiguousarray(value, dtype=wide)
        if letter == "f":
            plainly = np.where(np.isnan(plainly), np.nan, plainly)
        column = look.column(kind, dims, code, raw=plainly.tobytes())
        return column if value.dtype.itemsize <= 8 else _with_rest(look, column, value, plainly)
    if letter == "c" and value.dtype.itemsize > 16:
        return Fields(kind, [(f".{part}", _values(look, kind, getattr(value, part)))
                             for part in ("real", "imag")])  # fmt: skip
    if letter == "c":
        pairs = np.ascontiguousarray(value, dtype="<c16").view("<f8")
        return look.column(kind, [*dims[:-1], 2 * dims[-1]] if dims else [2], "d",
                           raw=pairs.tobytes())  # fmt: skip
    if letter in "mM":
        return look.column(kind, dims, "q", raw=np.ascontiguousarray(value).view("<i8").tobytes())
    if letter == "V" and value.dtype.names:
        return Fields(kind, [(f"[{name!r}]", _array(look, kind, value[name]))
                             for name in value.dtype.names])  # fmt: skip
    return plain.sequence(look, kind, value.ravel().tolist())


def _with_rest(look: Look, column: Shape, value: Any, plainly: Any) -> Shape:
    """Floats longer than Python's, as such a float and what is left of each."""
    np: Any = sys.modules["numpy"]
    with np.errstate(invalid="ignore"):
        return Fields(
            column.kind, [("", column), (".rest", look.see((value - plainly).astype("f8")))]
        )


def _pandas(look: Look, value: Any) -> Shape | None:
    pd: Any = sys.modules["pandas"]
    if isinstance(value, pd.DataFrame):
        return _frame(look, value)
    if isinstance(value, pd.Series):
        return Fields("pandas.Series", [(".name", look.see(value.name)),
                                        (".index", look.see(value.index)),
                                        ("", _series(look, value)),
                                        *_beside(look, value)])  # fmt: skip
    if isinstance(value, pd.MultiIndex):
        levels = [value.get_level_values(number) for number in range(value.nlevels)]
        return Fields("pandas.MultiIndex", [*((f".levels[{n}]", look.see(level))
                                              for n, level in enumerate(levels)),
                                            (".levels", look.see(list(value.levels)))])  # fmt: skip
    if isinstance(value, pd.Index):
        return Fields("pandas.Index", [(".name", look.see(value.name)),
                                       (".freq", look.see(getattr(value, "freq", None))),
                                       ("", _series(look, value.to_series(), "index")),
                                       _class(look, value)])  # fmt: skip
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return _series(look, pd.Series(value))
    if value is pd.NaT or value is pd.NA:
        return Leaf("pandas.missing", str(value))
    if isinstance(value, (pd.Timestamp, pd.Timedelta, pd.Period, pd.Interval)):
        told = Leaf(look.kind(type(value)), repr(value))
        return plain.with_parts(look, told.kind, told, {"unit": getattr(value, "unit", None)})
    if isinstance(value, pd.offsets.BaseOffset):
        told = Leaf(look.kind(type(value)), repr(value))
        return plain.with_parts(look, told.kind, told, _of_offset(value))
    return None


def _of_offset(value: Any) -> dict[str, Any]:
    """What defines an offset; its calendar is made of the days and holidays beside it."""
    given = {name: part for name, part in value.kwds.items() if name != "calendar"}
    return {"n": value.n, "normalize": value.normalize, **given}


def _class(look: Look, value: Any) -> tuple[str, Shape]:
    return ".__class__", Leaf("name", look.kind(type(value)))


def _beside(look: Look, value: Any) -> list[tuple[str, Shape]]:
    """What a frame or a series keeps beside its values, that of a subclass included."""
    names = [name for name in value._metadata if not name.startswith("_")]
    return [
        (".attrs", look.see(value.attrs)),
        (".flags.allows_duplicate_labels", look.see(value.flags.allows_duplicate_labels)),
        _class(look, value),
        *((f".{name}", look.see(getattr(value, name, None))) for name in names),
    ]


def _frame(look: Look, value: Any) -> Shape:
    names = [repr(name) for name in value.columns]
    single = len(set(names)) == len(names)
    steps = [f"[{name}]" if single else f".iloc[:, {n}]" for n, name in enumerate(names)]
    fields: list[tuple[str, Shape]] = [
        (".shape", Leaf("tuple", str(value.shape))),
        (".columns", look.see(value.columns)),
        (".index", look.see(value.index)),
    ]
    fields += [(step, _series(look, value.iloc[:, n])) for n, step in enumerate(steps)]
    return Fields("pandas.DataFrame", [*fields, *_beside(look, value)])


def _series(look: Look, value: Any, kind: str = "column") -> Shape:
    """The dtype and the values of a column; those of extension types as Python objects."""
    np: Any = sys.modules["numpy"]
    dtype = value.dtype
    if isinstance(dtype, np.dtype):
        contents = _values(look, kind, value.to_numpy())
    elif hasattr(dtype, "categories"):
        contents = Fields(kind, [(".cat.categories", look.see(dtype.categories)),
                                 (".cat.ordered", Leaf("bool", str(dtype.ordered))),
                                 (".cat.codes", look.see(value.cat.codes.to_numpy()))])  # fmt: skip
    else:
        contents = plain.sequence(look, kind, value.astype(object).tolist())
    return Fields(kind, [(".dtype", Leaf("dtype", str(dtype))), ("", contents)])


def _scipy(look: Look, value: Any) -> Shape | None:
    if not (hasattr(value, "tocsr") and hasattr(value, "nnz")):
        return None
    rows = value.tocsr(copy=True)
    rows.sum_duplicates()
    fields: list[tuple[str, Shape]] = [
        (".format", Leaf("str", value.format)),
        _class(look, value),
        (".shape", Leaf("tuple", str(value.shape))),
    ]
    fields += [
        (f".{part}", look.see(getattr(rows, part))) for part in ("data", "indices", "indptr")
    ]
    return Fields("scipy.sparse", fields)


def _polars(look: Look, value: Any) -> Shape | None:
    if hasattr(value, "get_columns"):
        columns = [(f"[{c.name!r}]", look.see(c)) for c in value.get_columns()]
        return Fields("polars.DataFrame", columns)
    if hasattr(value, "to_list") and hasattr(value, "dtype"):
        return Fields("polars.Series", [(".name", Leaf("str", value.name)),
                                        (".dtype", Leaf("dtype", str(value.dtype))),
                                        ("", plain.sequence(look, "column", value.to_list()))])  # fmt: skip
    return None


def _torch(look: Look, value: Any) -> Shape | None:
    torch: Any = sys.modules["torch"]
    if isinstance(value, torch.Tensor):
        there = value.detach().cpu()
        there = there.float() if there.dtype is torch.bfloat16 else there
        return Fields("torch.Tensor", [(".dtype", Leaf("dtype", str(value.dtype))),
                                       (".requires_grad", look.see(value.requires_grad)),
                                       (".device", Leaf("torch.device", str(value.device))),
                                       ("", look.see(there.numpy())),
                                       _class(look, value)])  # fmt: skip
    if isinstance(value, (torch.nn.Module, torch.optim.Optimizer)):
        return Fields(look.kind(type(value)), [(".state_dict()", look.see(value.state_dict()))])
    if isinstance(value, (torch.dtype, torch.device)):
        return Leaf(look.kind(type(value)), str(value))
    return None


def _keras(look: Look, value: Any) -> Shape | None:
    if hasattr(value, "get_weights"):
        return Fields(look.kind(type(value)), [(".get_weights()", look.see(value.get_weights()))])
    if hasattr(value, "numpy"):
        return Fields(look.kind(type(value)), [("", look.see(value.numpy()))])
    return None


def _image(look: Look, value: Any) -> Shape | None:
    if not hasattr(value, "tobytes"):
        return None
    size = [value.height, value.width, len(value.getbands())]
    return Fields("image", [(".mode", Leaf("str", value.mode)),
                            (".size", Leaf("tuple", str(value.size))),
                            ("", look.column("image", size, "B", raw=value.tobytes()))])  # fmt: skip


def _drawing(look: Look, value: Any) -> Shape:
    return Opaque(look.kind(type(value)), "part of a figure: figures are compared by their pixels")


READ: dict[str, Callable[[Look, Any], Shape | None]] = {
    "numpy": _numpy, "pandas": _pandas, "scipy": _scipy, "polars": _polars,
    "torch": _torch, "keras": _keras, "tensorflow": _keras, "PIL": _image,
    "matplotlib": _drawing, "mpl_toolkits": _drawing,
}  # fmt: skip
