from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.utils.text import DollarFormatter

from nbprod.notebook.interpolation import interpolated, names_bound, names_read

LINES = {
    "ls {folder}": ["folder"],
    "ls $folder/x": ["folder"],
    "ls $row.name": ["row"],
    "echo {{x}} $$HOME": [],
    "awk '{print $1}' $name": [],
    "find . -exec rm {} \\;": [],
    "echo '$quoted' $plain": ["plain"],
    "echo {rows[0]['a']} {f(x, y=z)!r}": ["rows", "f", "x", "z"],
    "echo {[i for i in rows]}": ["rows"],
    "echo {x[1:2]}": ["x"],
    "echo {unclosed": [],
    "echo } {x}": [],
    "echo $1 $? $é": ["é"],
    "echo {'é' + x}": ["x"],
    "{x}{y}$z": ["x", "y", "z"],
    "mkdir out/{raw,clean} {x}": ["x"],
    'curl -w "%{http_code}" {x}': ["x"],
    "no names": [],
}


@pytest.mark.parametrize("line", LINES)
def test_names_that_a_shell_line_reads(line: str) -> None:
    found = interpolated(line)
    assert [name for name, _ in found] == LINES[line]
    assert all(line[at : at + len(name)] == name for name, at in found)


class _Seen(dict[str, object]):
    """A namespace that notes what is looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __missing__(self, name: str) -> object:
        self.names.add(name)
        return self

    def __getattr__(self, name: str) -> object:
        return self


@given(
    st.lists(
        st.sampled_from(["$x", "{y}", "{{", "}}", "'", " ", "$$z", "{", "}", "w", "{q!r}", "."])
    )
)
def test_ipython_looks_up_the_same_names(parts: list[str]) -> None:
    line = "".join(parts)
    names = dict.fromkeys("wxyzq", 1)
    try:
        fields = list(DollarFormatter().parse(line))
    except ValueError:
        assert interpolated(line) == ()
        return
    theirs = [field for _, field, _, _ in fields if field is not None]
    if all(field in names for field in theirs):
        assert sorted(name for name, _ in interpolated(line)) == sorted(theirs)


@pytest.mark.parametrize(
    ("code", "reads", "binds"),
    [
        ("y = f(x)", ["f", "x"], ("y",)),
        ("for i in rows:\n    print(i, é)", ["rows", "print", "é"], ("i",)),
        ("import a.b, c as d\na.f(d)", [], ("a", "d")),
        ("def f(x): return x + y", ["y"], ("f",)),
        ("x = (", [], ()),
    ],
)
def test_names_of_statements(code: str, reads: list[str], binds: tuple[str, ...]) -> None:
    found = names_read(code)
    assert sorted(name for name, _ in found) == sorted(reads)
    assert all(code[at : at + len(name)] == name for name, at in found)
    assert names_bound(code) == binds
