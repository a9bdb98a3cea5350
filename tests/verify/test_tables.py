"""Arrays, frames and models, where numpy and its friends are installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nbprod.verify.verdict import Likeness

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")

Compare = Callable[..., Any]

FRAME = pd.DataFrame({"price": [1.5, 2.5, None], "town": ["a", None, "c"], "n": [1, 2, 3]})


def changed(**columns: list[Any]) -> Any:
    return FRAME.assign(**columns)


class Grid(np.ndarray):  # type: ignore[misc]
    """A kind of array of its own, as `numpy.matrix` is."""


def noted(frame: Any, note: str) -> Any:
    copied = frame.copy()
    copied.attrs["note"] = note
    return copied


PAIRS = [
    ("an element", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 5.0]]),
     "x[1][1]: 4.0 != 5.0"),
    ("a dtype", np.arange(3), np.arange(3).astype("int32"), "x.dtype: int64 != int32"),
    ("a shape", np.zeros((2, 3)), np.zeros((3, 2)), "x.shape: (2, 3) != (3, 2)"),
    ("a text", np.array(["a", "b"]), np.array(["a", "c"]), "x[1]: 'b' != 'c'"),
    ("a truth", np.array([True, False]), np.array([True, True]), "x[1]: 0 != 1"),
    ("a complex part", np.array([1 + 2j]), np.array([1 + 3j]), "x[1]: 2.0 != 3.0"),
    ("a record", np.array([(1, 2.0)], dtype="i4,f8"), np.array([(1, 3.0)], dtype="i4,f8"),
     "x['f1'][0]: 2.0 != 3.0"),
    ("a masked element", np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[1, 0]),
     "x.mask[0]: 0 != 1"),
    ("a scalar", np.float64(1), np.float64(2), "x: 1.0 != 2.0"),
    ("a scalar's type", np.float64(1), np.float32(1), "x: numpy.float64 1.0 != numpy.float32 1.0"),
    ("a cell of a frame", FRAME, changed(n=[1, 2, 4]), "x['n'].iloc[2]: 3 != 4"),
    ("a missing cell", FRAME, changed(price=[1.5, None, None]), "x['price'].iloc[1]: 2.5 != nan"),
    ("a text in a frame", FRAME, changed(town=["a", None, "d"]), "x['town'].iloc[2]: 'c' != 'd'"),
    ("a column", FRAME, FRAME.drop(columns="n"), "x.shape: (3, 3) != (3, 2)"),
    ("the order of columns", FRAME, FRAME[["n", "price", "town"]], "x.columns[0]: 'price' != 'n'"),
    ("an index", FRAME, FRAME.set_axis([1, 2, 3]), "x.index[0]: 0 != 1"),
    ("a column's dtype", FRAME, FRAME.astype({"n": "float"}), "x['n'].dtype: int64 != float64"),
    ("a category", pd.Series(["a", "b"], dtype="category"),
     pd.Series(["a", "c"], dtype="category"), "x.cat.categories[1]: 'b' != 'c'"),
    ("an order of categories", pd.Categorical(["a"], ordered=True), pd.Categorical(["a"]),
     "x.cat.ordered: True != False"),
    ("a frequency", pd.date_range("2024-01-01", periods=3, freq="D"),
     pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-03"]), "x.freq: "),
    ("a frame's note", noted(FRAME, "a"), noted(FRAME, "b"), "x.attrs['note']: 'a' != 'b'"),
    ("a subclass and an array", np.zeros(2).view(Grid), np.zeros(2), "x: "),
    ("a nullable integer", pd.Series([1, None], dtype="Int64"),
     pd.Series([2, None], dtype="Int64"), "x.iloc[0]: 1 != 2"),
    ("a time", pd.Series(pd.to_datetime(["2024-01-01"])), pd.Series(pd.to_datetime(["2024-01-02"])),
     "x.iloc[0]: "),
    ("a name", pd.Series([1], name="a"), pd.Series([1], name="b"), "x.name: 'a' != 'b'"),
    ("a level", pd.MultiIndex.from_tuples([(1, 2)]), pd.MultiIndex.from_tuples([(1, 3)]),
     "x.levels[1][0]: 2 != 3"),
    ("a generator", np.random.default_rng(1), np.random.default_rng(2), "x"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "text"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS]
)
def test_first_difference_is_named(compare: Compare, left: Any, right: Any, text: str) -> None:
    found = compare(left, right)

    assert found[0].likeness is Likeness.DIFFERENT
    assert str(found[0]).startswith(text)


@pytest.mark.parametrize("value", [row[1] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_value_is_the_same_as_itself(compare: Compare, value: Any) -> None:
    assert compare(value, value) == []


def test_layout_in_memory_is_no_difference(compare: Compare) -> None:
    rows = np.arange(12.0).reshape(3, 4)

    assert compare(rows, np.asfortranarray(rows)) == []
    assert compare(rows, rows.astype(">f8").astype("<f8")) == []


def test_rounding_is_close(compare: Compare) -> None:
    (found,) = compare(np.full(9999, 0.1), np.full(9999, 0.1) + 1e-15)

    assert found.likeness is Likeness.CLOSE


def test_frame_with_columns_of_one_name_is_compared_by_place(compare: Compare) -> None:
    one = pd.DataFrame([[1, 2]], columns=["a", "a"])
    other = pd.DataFrame([[1, 3]], columns=["a", "a"])

    assert str(compare(one, other)[0]).startswith("x.iloc[:, 1]")


def test_sparse_matrices_are_compared_by_their_entries(compare: Compare) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    one, other = sparse.eye(3, format="csr"), 2 * sparse.eye(3, format="csr")

    assert compare(one, one) == []
    assert str(compare(one, other)[0]) == "x.data[0]: 1.0 != 2.0 (3 of 3 differ)"


def test_fitted_models_are_compared_by_what_they_learned(compare: Compare) -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    tree = pytest.importorskip("sklearn.tree")
    rows, one, other = np.arange(8.0).reshape(-1, 1), np.arange(8.0), np.arange(8.0) * 2

    def fitted(kind: Any, target: Any) -> Any:
        return kind().fit(rows, target)

    lines = [fitted(linear.LinearRegression, target) for target in (one, other)]
    trees = [fitted(tree.DecisionTreeRegressor, target) for target in (one, other)]
    assert compare(lines[0], fitted(linear.LinearRegression, one)) == []
    assert any(str(found).startswith("x.coef_[0]: ") for found in compare(*lines))
    assert compare(trees[0], fitted(tree.DecisionTreeRegressor, one)) == []
    assert any("tree_" in found.path for found in compare(*trees))


def test_neighbours_that_only_remember_their_data_are_told_apart(compare: Compare) -> None:
    neighbors = pytest.importorskip("sklearn.neighbors")
    rows = np.arange(8.0).reshape(-1, 1)
    one, other = (neighbors.KNeighborsRegressor(2).fit(rows + n, np.arange(8)) for n in (0, 1))

    assert any(found.likeness is Likeness.DIFFERENT for found in compare(one, other))
