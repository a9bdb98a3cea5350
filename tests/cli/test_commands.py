"""The commands that tell about rules and settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from nbprod.cli import main

Write = Callable[..., Path]

PAGE = """\
# Our loader

```toml
code     = "ACME001"
severity = "error"
since    = "1.0"
message  = "`{callee}` reads the old warehouse"
help     = "do something else"

[[match]]
call = "warehouse.load"
```

The old warehouse is read.

## Why

It is switched off in May.

## Bad

```python
import warehouse

rows = warehouse.load("sales")  # <- here
```

## Good

```python
rows = []
```

## Allow it when

Never.
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def own_page(folder: Path, text: str = PAGE) -> None:
    path = folder / "ours" / "acme" / "old-warehouse.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    (folder / "nbprod.toml").write_text('rules = ["ours"]')


def test_explain_prints_a_page_by_name_or_code() -> None:
    by_name = run("explain", "star-import")

    assert by_name.exit_code == 0
    assert by_name.stdout.startswith("Star imports\nNBP701 · star-import · import · warning")
    assert "    from math import *" in by_name.stdout
    assert "```" not in by_name.stdout
    assert run("explain", "nbp701").stdout == by_name.stdout


def test_explain_gives_markdown_and_json() -> None:
    markdown = run("explain", "star-import", "--format", "markdown").stdout
    data = json.loads(run("explain", "star-import", "--format", "json").stdout)

    assert markdown.startswith("# Star imports\n")
    assert (data["rule"], data["code"], data["category"]) == ("star-import", "NBP701", "import")
    assert data["sections"]["Why"]


def test_explain_guesses_what_was_meant() -> None:
    result = run("explain", "star-imprt")

    assert result.exit_code == 2
    assert 'unknown rule "star-imprt"; did you mean "star-import"?' in result.stderr


def test_rules_lists_every_rule_with_what_holds(write: Write, tmp_path: Path) -> None:
    (tmp_path / "nbprod.toml").write_text('ignore = ["star-import"]')

    lines = {line.split()[1]: line for line in run("rules").stdout.splitlines()}
    assert lines["star-import"].split()[:4] == ["NBP701", "star-import", "warning", "off"]
    rows = {row["rule"]: row for row in json.loads(run("rules", "--format", "json").stdout)}
    assert rows["star-import"]["selected"] is False
    assert rows["stored-error"]["selected"] is True
    assert set(rows) == set(lines)


def test_pages_of_ones_own_are_rules_like_others(write: Write, tmp_path: Path) -> None:
    own_page(tmp_path)
    write("a.ipynb", "import warehouse\n\nx = warehouse.load('y')")

    assert "ACME001  old-warehouse" in run("rules").stdout
    assert run("explain", "old-warehouse").stdout.startswith("Our loader\n")
    found = run("lint", "--select", "acme", "--format", "concise").stdout
    assert found == (
        "a.ipynb:cell 1:3:5: error[old-warehouse] `warehouse.load` reads the old warehouse\n"
    )
    sarif = json.loads(run("lint", "--select", "acme", "--format", "sarif").stdout)
    (rule,) = sarif["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "Our loader"}


def test_pages_of_ones_own_can_be_tested(write: Write, tmp_path: Path) -> None:
    own_page(tmp_path)
    right = run("rules", "check", "ours")
    own_page(tmp_path, PAGE.replace("  # <- here", ""))
    wrong = run("rules", "check", "ours")
    own_page(tmp_path, PAGE.replace("call =", "cal ="))
    broken = run("rules", "check", "ours")

    assert (right.exit_code, right.stdout) == (0, "")
    assert "1 of 1 pages hold" in right.stderr
    assert wrong.exit_code == 1 and "old-warehouse.md" in wrong.stdout
    assert broken.exit_code in (1, 2)
    assert 'unknown word "cal"' in broken.stdout + broken.stderr


def test_config_shows_each_setting_and_where_it_was_said(write: Write, tmp_path: Path) -> None:
    (tmp_path / "nbprod.toml").write_text(
        'select = ["cost"]\n[data."raw/*.csv"]\nowner = "sales"\n'
    )

    lines = run("config").stdout.splitlines()
    assert f'select = ["cost"]  # {tmp_path / "nbprod.toml"}:1' in lines
    assert "ignore = []  # default" in lines
    data = json.loads(run("config", "--format", "json").stdout)
    assert data["data"]["value"] == {"raw/*.csv": {"owner": "sales"}}
    assert data["data"]["origin"].endswith("nbprod.toml:2")


def test_config_settles_what_holds_for_one_file(write: Write, tmp_path: Path) -> None:
    write("a.ipynb")
    (tmp_path / "nbprod.toml").write_text('per-file-ignores = { "a*" = ["x"], "b*" = ["y"] }')

    data = json.loads(run("config", "a.ipynb", "--format", "json").stdout)
    assert data["per-file-ignores"]["value"] == {"a*": ["x"]}
