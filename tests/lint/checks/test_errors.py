"""Where a saved error stopped, and what is said about cells that do not parse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


Failed = Callable[..., dict[str, object]]

COLORED = "\x1b[1;32m<ipython-input-3-0a>\x1b[0m in \x1b[0;36m<module>\x1b[1;34m\x1b[0m"


@pytest.mark.parametrize(
    "traceback",
    [
        f"{COLORED}\n\x1b[0;32m      1\x1b[0m a = 1\n\x1b[1;32m----> 2\x1b[1;33m \x1b[0mb\x1b[0m",
        "Cell In[3], line 2\n      1 a = 1\n----> 2 b",
        "Input In [3], in <cell line: 2>()\n      1 a = 1\n----> 2 b\n\nFile lib.py:9, in f\n----> 9 c",
        'File "<ipython-input-3-0a>", line 2\n    b b\n',
        "  Cell In[3], line 2\n    b b\n      ^\n",
    ],
    ids=["ipython 5", "ipython 8", "with a library's frame", "syntax, old", "syntax, new"],
)
def test_an_error_stands_at_the_line_that_its_traceback_names(
    put: Put, failed: Failed, traceback: str
) -> None:
    (found,) = put("stored-error", failed("a = 1\nb", "NameError", "----", traceback))
    assert (found.place.span.line, found.place.span.column) == (2, 0)


def test_blank_lines_at_the_start_are_not_counted_by_ipython(put: Put, failed: Failed) -> None:
    (found,) = put("stored-error", failed("\n\na = 1\nb", "NameError", "----> 2 b"))
    assert found.place.span.line == 4


@pytest.mark.parametrize("traceback", [(), ("no line at all",), ("----> 99 elsewhere",)])
def test_an_error_without_a_line_stands_at_the_first(
    put: Put, failed: Failed, traceback: tuple[str, ...]
) -> None:
    (found,) = put("stored-error", failed("a\nb", "KeyError", *traceback))
    assert found.place.span.line == 1
    assert "KeyError" in found.message


def test_a_cell_that_does_not_parse_is_said_once(put: Put, failed: Failed) -> None:
    found = put("errors", failed("x = (", "SyntaxError", 'File "<ipython-input-1>", line 1'))
    assert [one.rule for one in found] == ["broken-cell"]


def test_a_notebook_in_python_2_is_said_once(put: Put) -> None:
    cells = ("print 1", "print 2", "print 3")
    assert put("broken-cell", *cells) == ()
    (found,) = put("python2-notebook", *cells)
    assert found.place.cell.number == 0
    assert [also.place.cell.number for also in found.related] == [1, 2]


def test_one_slip_into_python_2_is_a_broken_cell(put: Put) -> None:
    (found,) = put("broken-cell", "x = 1", "print x")
    assert "this is Python 2" in found.message
    assert put("python2-notebook", "x = 1", "print x") == ()
