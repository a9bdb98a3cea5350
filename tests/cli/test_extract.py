"""`nbprod extract` on the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nbprod.cli import main
from nbprod.config import forget

Write = Callable[..., Path]
CELLS = ("rows = [3, 1, 2]\nprint(len(rows))", "rows.sort()\nbest = rows[-1]", "print(best)")


def extract(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["extract", *arguments])


def test_package_is_written_beside_the_notebook_and_runs(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)

    done = extract("top.ipynb")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"wrote {tmp_path / 'top'}: ")
    ran = subprocess.run(
        [sys.executable, "-m", "top", "run"],
        cwd=tmp_path / "top" / "src", capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout == "3\n3\n"


def test_plan_writes_nothing(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)

    done = extract("top.ipynb", "--plan")

    assert "top.ipynb becomes the package top" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["top.ipynb"]


def test_plan_as_json_is_all_that_is_said(write: Write) -> None:
    write("top.ipynb", *CELLS)

    plan = json.loads(extract("top.ipynb", "--plan", "--json").stdout)

    assert plan["package"] == "top"
    assert [cell for stage in plan["stages"] for cell in stage["cells"]] == [1, 2, 3]


def test_hazards_that_stay_are_those_that_the_project_wants_to_hear_of(
    write: Write, tmp_path: Path
) -> None:
    write("top.ipynb", "import random", "print(random.random())")
    first = json.loads(extract("top.ipynb", "--plan", "--json").stdout)["hazards"]
    (tmp_path / "pyproject.toml").write_text("[tool.nbprod]\nignore = ['nondeterminism']\n")
    forget()

    assert [(each["rule"], each["cell"], each["resolved"]) for each in first] == [
        ("unseeded-draw", 2, False)
    ]
    assert not json.loads(extract("top.ipynb", "--plan", "--json").stdout)["hazards"]


def test_a_version_without_what_is_imported_is_not_pinned(write: Write) -> None:
    write("top.ipynb", "from packaging.rain import drops\nprint(drops)")

    plan = json.loads(extract("top.ipynb", "--plan", "--json").stdout)

    assert [each["text"] for each in plan["requirements"]] == ["packaging"]
    assert "`packaging.rain.drops` is not in packaging" in plan["doubts"][0]["what"]


def test_nothing_of_the_notebook_is_executed(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", "open('trace.txt', 'w').write('executed')\nimport trace_me")
    (tmp_path / "trace_me.py").write_text("open('trace.txt', 'w').write('imported')")

    assert extract("top.ipynb").exit_code == 0
    assert not (tmp_path / "trace.txt").exists()


def test_two_runs_give_the_same_bytes(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)
    extract("top.ipynb", "--out", "one")
    extract("top.ipynb", "--out", "two")

    def content(name: str) -> dict[str, bytes]:
        root = tmp_path / name
        return {
            p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()
        }

    assert content("one") == content("two") != {}


def test_older_package_is_refused_without_force(write: Write) -> None:
    write("top.ipynb", *CELLS)
    extract("top.ipynb", "--out", "one")

    again = extract("top.ipynb", "--out", "one")

    assert again.exit_code == 2
    assert "is not empty; choose another --out, or pass --force" in again.stderr
    assert extract("top.ipynb", "--out", "one", "--force").exit_code == 0


def test_changed_file_is_kept_aside_and_told(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)
    extract("top.ipynb", "--out", "one")
    (tmp_path / "one" / "README.md").write_text("my words")

    again = extract("top.ipynb", "--out", "one", "--force")

    assert "README.md.before-nbprod, which was in the way" in again.stderr
    assert (tmp_path / "one" / "README.md.before-nbprod").read_text() == "my words"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.ipynb"], "nowhere.ipynb: cannot be read"),
        (["top.ipynb", "--name", "my-top"], "cannot be imported"),
        (["top.ipynb", "--name", "class"], "cannot be imported"),
        (["top.ipynb", "--target", "ariflow"], 'did you mean "airflow"?'),
        (["top.ipynb", "--drop", "9"], "cell 9 is no code cell"),
        (["top.ipynb", "--slice", "wurst"], "no value, file or figure of the notebook"),
        (["top.ipynb", "--python", "/nowhere/python"], "cannot say what is installed"),
    ],
    ids=["no file", "name", "keyword", "target", "drop", "slice", "python"],
)
def test_mistake_is_a_sentence_and_exits_with_2(
    write: Write, tmp_path: Path, arguments: list[str], told: str
) -> None:
    write("top.ipynb", *CELLS)

    done = extract(*arguments)

    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["top.ipynb"]


def test_nesting_without_end_is_a_sentence(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", "x = " + "-" * 700 + "1")

    done = extract("top.ipynb")

    assert done.exit_code == 2
    assert "nested too deeply" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["top.ipynb"]


def test_notebook_in_another_language_is_refused(write: Write, tmp_path: Path) -> None:
    path = write("r.ipynb", "x <- 1")
    data = json.loads(path.read_text())
    data["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}
    path.write_text(json.dumps(data))

    done = extract("r.ipynb")

    assert done.exit_code == 2
    assert "only Python can be extracted" in done.stderr


def test_strict_refuses_a_cell_that_cannot_be_kept(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", "x = 1", "print(x")

    assert extract("top.ipynb", "--out", "one").exit_code == 0
    done = extract("top.ipynb", "--out", "two", "--strict")

    assert done.exit_code == 2
    assert "cell 2" in done.stderr
    assert not (tmp_path / "two").exists()


def test_dropped_and_sliced_cells_are_listed_with_their_reason(write: Write) -> None:
    write("top.ipynb", "a = 1", "b = 2", "# drop\nc = 3")

    plan = json.loads(extract("top.ipynb", "--plan", "--json", "--slice", "a").stdout)

    told = {(left["cell"], left["why"]) for left in plan["left_out"]}
    assert told == {(2, "not needed for a"), (3, "dropped by its owner")}


def test_settings_of_the_project_are_defaults(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.nbprod.extract]\nname = "peak"\nout = "made"\ntarget = ["dask"]\n'
    )

    assert extract("top.ipynb").exit_code == 0
    assert (tmp_path / "made" / "orchestration" / "dask_peak.py").exists()


def test_unknown_setting_of_the_project_is_told(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)
    (tmp_path / "pyproject.toml").write_text('[tool.nbprod.extract]\nnames = "peak"\n')

    done = extract("top.ipynb")

    assert done.exit_code == 2
    assert "names" in done.stderr


def test_verify_proves_and_keeps_a_test(write: Write, tmp_path: Path) -> None:
    write("top.ipynb", *CELLS)

    done = extract("top.ipynb", "--verify", "--timeout", "120")

    assert done.exit_code == 0, done.output
    assert "executing top.ipynb" in done.stderr
    assert "The package does what the notebook did." in done.stdout
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path / "top", capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    assert (tmp_path / "top" / "tests" / "expected.json").exists()


def test_files_that_a_notebook_runs_are_read_beside_it_and_proven(
    write: Write, tmp_path: Path
) -> None:
    (tmp_path / "rates.py").write_text("rate = 2\n\n\ndef times(x):\n    return x * rate\n")
    write("others.ipynb", "base = times(3)\nprint('base', base)")
    write("top.ipynb", "rate = 1", "%run rates.py", "%run others.ipynb", "total = base + rate\ntotal += 1\nprint(total)")  # fmt: skip

    done = extract("top.ipynb", "--verify", "--out", "made")

    assert done.exit_code == 0, done.output
    assert "left out cell" not in done.output


def test_a_file_is_not_read_where_it_is_large_or_named_from_the_root(
    write: Write, tmp_path: Path
) -> None:
    (tmp_path / "large.py").write_text("rate = 1\n" + "#" * 3_000_000)
    (tmp_path / "small.py").write_text("rate = 1\n")
    write("top.ipynb", "%run large.py", f"%run {tmp_path / 'small.py'}", "print(rate)")

    told = extract("top.ipynb", "--plan").output

    assert told.count("cannot be read here") == 2


def test_what_a_file_of_requirements_lists_is_a_dependency(write: Write, tmp_path: Path) -> None:
    listed = (
        "# tools\nrain-gauge>=2,\\\n  <3  # of the city\n-c limits.txt\nsun; python_version<'4'\n"
    )
    (tmp_path / "needs.txt").write_text(listed)
    write("top.ipynb", "!pip install -q -r needs.txt snow --requirement=gone.txt", *CELLS)

    extract("top.ipynb")

    project = (tmp_path / "top" / "pyproject.toml").read_text("utf-8")
    told = (tmp_path / "top" / "README.md").read_text("utf-8")
    assert all(f'"{name}' in project for name in ("rain-gauge>=2,", "sun", "snow"))
    assert "txt" not in project
    assert "`gone.txt` cannot be read here" in told
    assert "`needs.txt`" not in told


def test_two_files_of_requirements_are_read_and_no_credential_is_copied(
    write: Write, tmp_path: Path
) -> None:
    secret = "s3cr3tpw9x"
    (tmp_path / "a.txt").write_text(f"git+https://bob:{secret}@x.org/sun.git\nrain\n")
    (tmp_path / "b.txt").write_text("wind\n")
    own = f"!pip install git+https://bob:{secret}@x.org/fog.git"
    write("top.ipynb", f"!pip install -r a.txt -r b.txt\n{own}", *CELLS)

    extract("top.ipynb")

    texts = {p.name: p.read_text("utf-8") for p in (tmp_path / "top").rglob("*") if p.is_file()}
    assert not any(secret in text for text in texts.values())
    assert '"rain' in texts["pyproject.toml"]
    assert '"wind' in texts["pyproject.toml"]
    assert "sun" not in texts["pyproject.toml"]
    assert "fog" not in texts["pyproject.toml"]
    assert re.search(
        r"`\S*fog.git` holds a credential, .*; likewise `\S*sun.git`|"
        r"`\S*sun.git` holds a credential, .*; likewise `\S*fog.git`",
        texts["README.md"],
    )


def test_no_file_outside_is_read_for_requirements(write: Write, tmp_path: Path) -> None:
    (tmp_path / "needs.txt").write_text("rain\n")
    write("top.ipynb", f"!pip install -r {tmp_path / 'needs.txt'}", *CELLS)

    assert "cannot be read here" in extract("top.ipynb", "--plan").stdout
