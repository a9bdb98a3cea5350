from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nbprod.cli import main

Write = Callable[..., Path]
PAGE = """\
# Old loader

```toml
code     = "ACME001"
severity = "error"
since    = "1.0"
message  = "`{callee}` needs `safe`"
help     = "do something else"

[[match]]
call    = "warehouse.load"
without = "safe"

[fix]
title = "Add `safe=True`"
add   = { safe = "True" }
safe  = SAFE
```
"""
SOURCE = "import warehouse\n\nx = warehouse.load('ü')  # \t<- kept"
ACME = ("--select", "acme")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["lint", *ACME, *arguments], input=stdin)


@pytest.fixture(params=[True, False], ids=["safe", "unsafe"])
def safe(request: pytest.FixtureRequest, write: Write, tmp_path: Path) -> bool:
    """A rule of our own whose fix is safe, or is not."""
    page = tmp_path / "ours" / "acme" / "old-loader.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.replace("SAFE", str(request.param).lower()))
    (tmp_path / "nbprod.toml").write_text('rules = ["ours"]')
    return bool(request.param)


def flags(safe: bool) -> tuple[str, ...]:
    return () if safe else ("--unsafe-fixes",)


def test_a_fix_changes_its_own_bytes_alone(safe: bool, write: Write) -> None:
    path = write("a.ipynb", "y = 1", f"# ä\n{SOURCE}")
    raw = path.read_bytes().replace(b'\n "', b'\r\n   "').replace(b"\\u00e4", b"\\u00E4")
    path.write_bytes(raw)

    result = run("--fix", *flags(safe))
    assert result.exit_code == 0
    assert "1 fixes made in 1 notebooks" in result.stderr
    assert path.read_bytes() == raw.replace(b"('\\u00fc')", b"('\\u00fc', safe=True)")


def test_an_unsafe_fix_waits_until_it_is_asked_for(safe: bool, write: Write) -> None:
    path = write("a.ipynb", SOURCE)
    before = path.read_bytes()

    result = run("--fix")
    assert (result.exit_code, path.read_bytes() == before) == ((0, False) if safe else (1, True))


def test_a_diff_shows_the_cell_and_changes_nothing(safe: bool, write: Write) -> None:
    path = write("a.ipynb", "y = 1", SOURCE)
    before = path.read_bytes()

    result = run("--diff", *flags(safe))
    assert result.exit_code == 1
    assert result.stdout == (
        "--- a.ipynb:cell 2\n"
        "+++ a.ipynb:cell 2\n"
        "@@ -1,3 +1,3 @@\n"
        " import warehouse\n"
        " \n"
        "-x = warehouse.load('ü')  #     <- kept\n"
        "+x = warehouse.load('ü', safe=True)  #     <- kept\n"
    )
    assert path.read_bytes() == before


def test_a_diff_of_nothing_exits_with_0(safe: bool, write: Write) -> None:
    write("a.ipynb", "y = 1")

    result = run("--diff", *flags(safe))
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_notebook_from_standard_input_comes_out_fixed(safe: bool, write: Write) -> None:
    data = write("a.ipynb", SOURCE).read_bytes()

    result = run("--fix", *flags(safe), "--stdin-filename", "b.ipynb", "-", stdin=data)
    assert result.exit_code == 0
    fixed = json.loads(result.stdout)
    assert "safe=True" in "".join(fixed["cells"][0]["source"])


def test_what_is_left_is_reported_where_it_is_now(safe: bool, write: Write) -> None:
    path = write("a.ipynb", SOURCE, "warehouse.load(\n    *x\n)\nfrom math import *")

    result = run("--fix", *flags(safe), "--extend-select", "star-import", "--format", "concise")
    assert result.exit_code == 1
    assert [line.split(":")[2] for line in result.stdout.splitlines()] == ["4"]
    again = run("--extend-select", "star-import", "--format", "concise", str(path))
    assert again.stdout == result.stdout


def test_a_fixed_notebook_is_clean_on_the_next_run(safe: bool, write: Write) -> None:
    write("a.ipynb", SOURCE)

    run("--fix", *flags(safe))
    assert run().exit_code == 0
