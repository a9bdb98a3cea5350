"""IPython's syntax as Python: what each magic becomes, and what is left out or refused."""

from __future__ import annotations

import pytest

from nbprod.extract.statements.translating import translate
from nbprod.extract.statements.translation import Translation
from nbprod.notebook.parsing import parse
from stories import notebook


def translated(*cells: str) -> Translation:
    made = notebook(*cells)
    return translate(made, parse(made))


def text(cell: str) -> str:
    return translated(cell).notebook.cells[0].source


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%time x = f(1)", "x = f(1)"),
        ("x = %time f(1)", "x = f(1)"),
        ("%%time\nx = f(1)", "x = f(1)"),
        ("%cd data", "import os\nos.chdir('data')"),
        ("%cd -q data", "import os\nos.chdir('data')"),
        ("%pwd", "import os\nos.getcwd()"),
        ("here = %pwd", "import os\nhere = os.getcwd()"),
        ("%env MODE=fast", "import os\nos.environ['MODE'] = 'fast'"),
        (
            "!wget -q {str(1)}",
            "import subprocess\nsubprocess.run(['env', 'wget', '-q', f'{str(1)}'], check=False)",
        ),
        (
            "%%writefile a.py\nx = 1\ny = 2",
            'from pathlib import Path\nPath(\'a.py\').write_text("""x = 1\ny = 2\n""")',
        ),
        (
            "%%bash\nls\npwd",
            'import subprocess\nsubprocess.run([\'bash\', \'-c\', """ls\npwd"""], check=True)',
        ),
        (
            "%%script --out said --bg\nls",
            "import subprocess\nsaid = subprocess.run(['sh', '-c', 'ls'], "
            "check=True, capture_output=True, text=True).stdout",
        ),
        ("print('%d'\n% 3)", "print('%d'\n% 3)"),
        ("if __name__ == '__main__':\n    run()\n    stop()", "run()\nstop()"),
    ],
)
def test_a_magic_becomes_python(cell: str, python: str) -> None:
    assert text(cell) == python


def test_a_captured_shell_line_gives_a_list_of_lines() -> None:
    space: dict[str, object] = {}

    exec(text("lines = !printf 'a\\nb\\n' | sort -r"), space)

    assert space["lines"] == ["b", "a"]


def test_a_script_is_given_its_arguments(capfd: pytest.CaptureFixture[str]) -> None:
    made = translated(
        "town = 'Bergen city'", "%%bash -s $town x --no-raise-error\necho $1-$2; exit 3"
    )
    space: dict[str, object] = {}

    for cell in made.notebook.cells:
        exec(cell.source, space)

    assert capfd.readouterr().out == "Bergen city-x\n"


def test_what_is_done_after_an_installation_is_done_still() -> None:
    done = translated("!pip install -q kaggle && kaggle datasets download rain  # once; by hand")

    assert [i.requirement for i in done.installs] == ["kaggle"]
    (cell,) = done.notebook.cells
    assert (
        "subprocess.run(['env', 'kaggle', 'datasets', 'download', 'rain'], check=False)"
        in cell.source
    )


def test_install_lines_of_a_cell_keep_their_order() -> None:
    done = translated("!pip install rain\nx = 1\n!pip install rain==2\n%pip install sun")

    assert [i.requirement for i in done.installs] == ["rain", "rain==2", "sun"]
    assert [left.what for left in done.left_out] == [
        "!pip install rain",
        "!pip install rain==2",
        "!pip install sun",
    ]
    assert done.notebook.cells[0].source == "pass\nx = 1\npass\npass"


def test_a_script_that_only_installs_is_an_installation() -> None:
    done = translated("%%bash\n# tools\npip install -q \\\n  rain\npip install sun==2\n")

    assert [i.requirement for i in done.installs] == ["rain", "sun==2"]
    assert "subprocess" not in done.notebook.cells[0].source


@pytest.mark.parametrize(
    "body",
    [
        "cat > Dockerfile <<EOF\npip install rain\nEOF",
        "echo '\npip install rain\n'",
        "echo pip install rain",
    ],
)
def test_a_script_that_only_names_an_installation_stays_as_it_is(body: str) -> None:
    done = translated(f"%%bash\n{body}")

    assert not done.installs
    assert body in done.notebook.cells[0].source


def test_what_a_script_does_besides_its_installations_is_done_still() -> None:
    cell = "%%script bash\n# tools\nuv pip install --system -q 'rain>2' 2>&1 > log\nmkdir out"
    done = translated(cell)

    assert [i.requirement for i in done.installs] == ["rain>2"]
    assert "mkdir out" in done.notebook.cells[0].source
    assert "pip" not in done.notebook.cells[0].source


def test_a_branch_that_only_installs_is_a_branch_still() -> None:
    done = translated("%%sh\nif true; then\n  pip install rain\nfi\necho done")

    assert "if true; then\n  :\nfi\necho done" in done.notebook.cells[0].source


def test_a_script_whose_rest_only_prepares_its_installations_is_one() -> None:
    body = (
        '[ -n "$TAG" ] || { echo "no tag"; exit 1; }\ncase "$TAG" in\n  a1|a2) T="$TAG" ;;\n'
        '  *) T="b" ;;\nesac\nURL="https://e.org/${T}"\nconda install -c forge \\\n  rain\n'
    )
    done = translated(f"%%bash\ncd /tmp\n{body}")

    assert [i.requirement for i in done.installs] == ["rain"]
    assert "subprocess" not in done.notebook.cells[0].source


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("!echo $HOME", "['sh', '-c', 'echo $HOME']"),
        ("!echo ${HOME}", "['sh', '-c', 'echo ${HOME}']"),
        ("!awk '{print $1}' a.txt", "['sh', '-c', \"awk '{print $1}' a.txt\"]"),
        ("!echo $name $HOME", "['sh', '-c', 'echo $name $HOME']"),
        ("!echo $name {name + 'b'}", "['echo', f'{name}', f\"{name + 'b'}\"]"),
        ("!echo '$name'", "['sh', '-c', \"echo '$name'\"]"),
        ("!echo $$name {name}", "['sh', '-c', f'echo $name {name}']"),
        ("!echo {name[0:1]}", "['echo', f'{name[0:1]}']"),
        ("!echo {name:>3} $name", "['sh', '-c', 'echo {name:>3} $name']"),
    ],
)
def test_what_a_line_fills_in_is_what_ipython_would(line: str, run: str) -> None:
    done = translated("name = 'a'", line)

    assert done.notebook.cells[1].source == f"import subprocess\nsubprocess.run({run}, check=False)"


def test_installs_become_requirements() -> None:
    done = translated("!pip install -q pandas==2.1 'x>=3'", "%pip install y -i https://z")

    assert [i.requirement for i in done.installs] == ["pandas==2.1", "x>=3", "y"]
    assert [left.why for left in done.left_out] == ["an installation"] * 2


def test_timings_and_configuration_are_left_out_and_said() -> None:
    done = translated("%matplotlib inline\n%timeit f(2)\nx = 1")

    assert done.notebook.cells[0].source.split() == ["pass", "pass", "x", "=", "1"]
    assert {left.why for left in done.left_out} == {"notebook configuration", "a timing"}


def test_what_has_no_meaning_outside_a_notebook_is_refused_with_its_reason() -> None:
    done = translated("%%sql\nselect 1", "rows = %sql select 2")

    assert [r.reason for r in done.refused] == [
        "`%%sql` has no meaning outside a notebook",
        "`%sql` has no meaning outside a notebook",
    ]


@pytest.mark.parametrize("magic", ["%timeit -o f()", "%sql select 1", "%run other.py"])
def test_a_name_is_not_given_nothing_for_what_a_magic_gives(magic: str) -> None:
    done = translated(f"x = 1\nfound = {magic}\nprint(found)", "y = 2")

    assert [r.cell.number for r in done.refused] == [0]
    assert [cell.source for cell in done.notebook.cells] == ["", "y = 2"]


def test_a_cell_that_does_not_parse_is_refused_and_the_rest_goes_on() -> None:
    done = translated("x = = 1", "y = 2")

    assert [r.cell.number for r in done.refused] == [0]
    assert done.notebook.cells[1].source == "y = 2"


def test_captured_output_keeps_the_body() -> None:
    assert text("%%capture\nprint(1)") == (
        "import contextlib\nimport io\nwith contextlib.redirect_stdout(io.StringIO()):\n    print(1)"
    )
    assert text("%%capture --no-stdout\nprint(1)") == "print(1)"


def test_captured_output_that_is_asked_for_all_it_knows_is_ipythons_own() -> None:
    done = translated("%%capture out --no-stderr\nprint(1)", "keep(out)")
    space: dict[str, object] = {}

    exec(done.notebook.cells[0].source, space)

    assert space["out"].stdout == "1\n"  # type: ignore[attr-defined]


def test_a_star_import_stands_in_front_of_what_is_captured() -> None:
    assert text("%%capture\nfrom math import *\nx = sqrt(4)") == (
        "import contextlib\nimport io\nfrom math import *\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    x = sqrt(4)"
    )


def test_a_star_import_stands_between_what_is_captured_above_and_below() -> None:
    space: dict[str, object] = {}

    exec(text("%%capture out\ne = 1; print(e)\nfrom math import *\nprint(sqrt(4))"), space)

    assert space["out"].getvalue() == "1\n2.0\n"  # type: ignore[attr-defined]
    assert space["e"] != 1


def test_a_star_import_that_ipythons_own_object_cannot_wait_for_stays_inside() -> None:
    done = translated("%%capture out\ne = 1\nfrom math import *", "keep(out)")

    assert done.notebook.cells[0].source.endswith("\n    e = 1\n    from math import *")


@pytest.mark.parametrize("name", ["", " out"])
def test_a_captured_cell_of_a_star_import_alone_compiles(name: str) -> None:
    space: dict[str, object] = {}

    exec(text(f"%%capture{name}\nfrom math import *"), space)

    assert "sqrt" in space and ("out" in space) == bool(name)


def test_what_a_process_prints_is_captured_with_the_rest() -> None:
    space: dict[str, object] = {}

    exec(text("%%capture out\nprint(1)\n!echo 2"), space)

    assert space["out"].getvalue() == "1\n2\n"  # type: ignore[attr-defined]


def test_a_captured_cell_keeps_its_processes_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    exec(text("%%capture\n!echo loud"), {})

    assert capfd.readouterr().out == ""


def test_a_line_that_only_a_magic_prints_is_said() -> None:
    done = translated("%env MODE=fast", "x = %env HOME", "%cd data", "%%writefile a.txt\nb")

    assert [(left.cell.number, left.what) for left in done.left_out] == [
        (0, "env: MODE=fast"),
        (2, "%cd data"),
        (3, "%%writefile a.txt"),
    ]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("return 1", "'return' outside function"),
        ("break", "'break' outside loop"),
        ("f(a=1, a=2)", "keyword argument repeated: a"),
        ("def f():\n    from os import *", "import * only allowed at module level"),
    ],
)
def test_a_cell_that_python_would_not_run_is_refused(cell: str, reason: str) -> None:
    done = translated(cell, "y = 2")

    assert [r.reason for r in done.refused] == [f"the cell does not compile: {reason}"]
    assert [c.source for c in done.notebook.cells] == ["", "y = 2"]


def test_what_only_a_notebook_may_do_at_the_top_is_no_fault() -> None:
    assert translated("await f()").refused == []
