"""The same of arrays and frames: names, units, categories, masks and classes are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from nbprod.verify.verdict import Likeness

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")

Compare = Callable[..., Any]
OWN = (__name__,)
LEAST = np.finfo("longdouble").eps
WIDE = pytest.mark.skipif(np.dtype("longdouble").itemsize <= 8, reason="no longer float here")


class Grid(np.ndarray):  # type: ignore[misc]
    """An array with a note."""


class Sheet(pd.DataFrame):  # type: ignore[misc]
    """A frame with a note that pandas hands on."""

    _metadata: ClassVar[list[str]] = ["note"]


def noted(value: Any, note: Any) -> Any:
    value.note = note
    return value


def index(name: str) -> Any:
    return pd.Index([1], name=name)


def pairs_of_numpy() -> list[Any]:
    flat = np.ma.array([1, 2])
    return [
        ("a mask", np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[0, 0])),
        ("a fill value", np.ma.array([1], fill_value=5), np.ma.array([1], fill_value=6)),
        ("a mask that stays", np.ma.array([1, 2], hard_mask=True), flat),
        ("one masked value", np.ma.masked, np.ma.array(0.0, mask=True)),
        ("a long float", np.array([1], "g"), np.array([1], "g") + LEAST, WIDE),
        ("one long float", np.longdouble(1), np.longdouble(1) + LEAST, WIDE),
        ("a long complex part", np.array([1], "G"), np.array([1], "G") + LEAST, WIDE),
        ("a unit of time", np.array(["2020"], "M8[Y]"), np.array(["2020"], "M8[D]")),
        ("a width", np.array(["a"], "U1"), np.array(["a"], "U2")),
        ("an order of bytes", np.arange(2, dtype=">i4"), np.arange(2, dtype="<i4")),
        ("a note", noted(np.zeros(2).view(Grid), 1), noted(np.zeros(2).view(Grid), 2)),
        ("a matrix", np.array([[1]]).view(np.matrix), np.array([[1]])),
        ("a number and an array", np.array(1), np.int64(1)),
        ("a function of arrays", np.frompyfunc(abs, 1, 1), np.frompyfunc(len, 1, 1)),
        ("truths as objects", np.array([1], object), np.array([True], object)),
    ]


def pairs_of_pandas() -> list[Any]:
    day = pd.offsets.CustomBusinessDay
    rows = pd.DataFrame({"a": [1]})
    return [
        ("a range", pd.RangeIndex(3), pd.Index([0, 1, 2])),
        ("a name", index("a"), index("b")),
        ("a column's name", rows.rename_axis(columns="a"), rows.rename_axis(columns="b")),
        ("a level's name", pd.MultiIndex.from_arrays([index("a")]),
         pd.MultiIndex.from_arrays([index("b")])),
        ("a value of a level that no row has", pd.MultiIndex.from_product([[1, 2], [3]])[:1],
         pd.MultiIndex.from_product([[1], [3]])),
        ("a frequency", pd.period_range("2020-01", periods=1, freq="M"),
         pd.period_range("2020-01", periods=1, freq="D")),
        ("a zone", pd.date_range("2020", periods=1, tz="UTC"), pd.date_range("2020", periods=1)),
        ("a unit", pd.Timestamp("2020").as_unit("s"), pd.Timestamp("2020").as_unit("ns")),
        ("a category that no row has", pd.Categorical(["a"], ["a", "b"]), pd.Categorical(["a"])),
        ("the order of categories", pd.Categorical(["a"], ["a", "b"]),
         pd.Categorical(["a"], ["b", "a"])),
        ("a kind of categories", pd.CategoricalDtype(["a"], True), pd.CategoricalDtype(["a"])),
        ("a closed side", pd.Interval(0, 1), pd.Interval(0, 1, closed="both")),
        ("a flag", rows, rows.set_flags(allows_duplicate_labels=False)),
        ("a note", noted(Sheet(rows), 1), noted(Sheet(rows), 2)),
        ("a subclass", Sheet(rows), rows),
        ("an offset", pd.offsets.MonthEnd(1), pd.offsets.MonthEnd(1, normalize=True)),
        ("a holiday", day(holidays=["2020-01-01"]), day(holidays=["2020-01-02"])),
        ("a week", day(weekmask="Mon Tue"), day(weekmask="Mon Wed")),
        ("a sparse fill", pd.arrays.SparseArray([0, 1]),
         pd.arrays.SparseArray([0, 1], fill_value=1)),
        ("a size", pd.array([1], "Int64"), pd.array([1], "Int32")),
        ("nothing and no number", pd.Series([None], dtype=object),
         pd.Series([float("nan")], dtype=object)),
    ]  # fmt: skip


PAIRS = [pytest.param(left, right, id=name, marks=marks)
         for name, left, right, *marks in (*pairs_of_numpy(), *pairs_of_pandas())]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_values_that_differ_are_never_the_same(compare: Compare, left: Any, right: Any) -> None:
    assert compare(left, right, own=OWN)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_value_is_not_different_from_itself(compare: Compare, left: Any, right: Any) -> None:
    found = [one for value in (left, right) for one in compare(value, value, own=OWN)]

    assert {one.likeness for one in found} <= {Likeness.NOT_COMPARABLE}


def test_sparse_arrays_and_matrices_multiply_otherwise_and_differ(compare: Compare) -> None:
    sparse = pytest.importorskip("scipy.sparse")

    assert compare(sparse.csr_array([[1]]), sparse.csr_matrix([[1]]))


def test_tensors_differ_in_what_learns(compare: Compare) -> None:
    torch = pytest.importorskip("torch")

    assert compare(torch.ones(2), torch.ones(2, requires_grad=True))
