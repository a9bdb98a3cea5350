"""Notebooks and packages are run, and what they leave behind is compared."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.errors import NbprodError, NotebookError
from nbprod.verify.children import Limits
from nbprod.verify.proving import Terms, find_package, prove
from nbprod.verify.verdict import SEEDED, Comparison, Likeness, Verdict

Write = Callable[..., Path]
SAME, DIFFERENT, MISSING = Likeness.SAME, Likeness.DIFFERENT, Likeness.MISSING
ONCE = Terms(runs=1)


def found(verdict: Verdict, name: str) -> Comparison:
    (comparison,) = [c for c in verdict.comparisons if c.name == name]
    return comparison


def test_package_that_does_the_same_holds(write_notebook: Write, write_package: Write) -> None:
    notebook = write_notebook("prices = [1.5, 2.5]", "total = sum(prices)\nprint('total', total)")
    package = write_package("prices = [1.5, 2.5]\ntotal = sum(prices)\nprint('total', total)")
    verdict = prove(notebook, package)

    assert verdict.holds(exact=True)
    assert found(verdict, "total").where == "stages/only.py:only"
    assert found(verdict, "cell 2").likeness is SAME


def test_first_difference_is_named_with_its_path(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("model = {'coef': [1.0, 1.25]}")
    verdict = prove(notebook, write_package("model = {'coef': [1.0, 1.26]}"), ONCE)

    assert not verdict.holds()
    assert found(verdict, "model").detail == "model['coef'][1]: 1.25 != 1.26"


def test_change_after_the_last_binding_is_seen(write_notebook: Write, write_package: Write) -> None:
    notebook = write_notebook("rows = [1]", "rows.append(2)")
    package = write_package(
        "rows = [1]\nchange(rows)",
        stages__only="def change(rows):\n    rows.append(2)\n\n\ndef only():\n    rows = [1]\n"
        "    change(rows)\n",
    )

    assert prove(notebook, package, ONCE).holds()


def test_last_binding_counts_and_no_earlier_one(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("x = 1", "x = 2")
    package = write_package(
        main="from story.stages.one import one\nfrom story.stages.two import two\n\n"
        "two()\none()\n",
        stages__one="def one():\n    x = 1\n    return x\n",
        stages__two="def two():\n    x = 2\n    return x\n",
    )

    assert found(prove(notebook, package, ONCE), "x").detail == "x: 2 != 1"


def test_results_of_run_count_before_locals(write_notebook: Write, write_package: Write) -> None:
    package = write_package(
        "x = 'a local'",
        main="from story.pipeline import run\n\nrun()\n",
        pipeline="from story.stages.only import only\n\n\ndef run():\n    only()\n"
        "    return {'x': 3}\n",
    )
    verdict = prove(write_notebook("x = 3"), package, ONCE)

    assert found(verdict, "x").likeness is SAME
    assert found(verdict, "x").where == "run()"


def test_later_stage_counts_before_results_that_an_earlier_one_gave(
    write_notebook: Write, write_package: Write
) -> None:
    package = write_package(
        main="from story.pipeline import run\n\nrun()\n",
        pipeline="from story.stages.one import one\nfrom story.stages.two import two\n\n\n"
        "def run():\n    x = one()\n    two(x)\n    return {'x': x}\n",
        stages__one="def one():\n    x = [1]\n    return x\n",
        stages__two="def two(x):\n    y = x\n    for x in [2, 3]:\n        pass\n",
    )

    assert prove(
        write_notebook("x = [1]", "y = x\nfor x in [2, 3]:\n    pass"), package, ONCE
    ).holds()


def test_binding_counts_before_a_later_parameter(
    write_notebook: Write, write_package: Write
) -> None:
    package = write_package(
        main="from story.stages.all import one, two, three\n\nx = one()\ntwo()\nthree(x)\n",
        stages__all="def one():\n    x = 1\n    return x\n\n\ndef two():\n    x = 2\n\n\n"
        "def three(x):\n    y = 3\n",
    )
    verdict = prove(write_notebook("x = 1", "x = 2", "y = 3"), package, ONCE)

    assert found(verdict, "x").where == "stages/all.py:two"
    assert verdict.holds()


def test_locals_of_the_notebooks_own_functions_are_no_values(
    write_notebook: Write, write_package: Write
) -> None:
    code = "def half(x):\n    x = x / 2\n    return x"
    package = write_package(
        stages__only="from story.maths import half\n\n\ndef only():\n    x = 8.0\n    y = half(x)\n"
        "    return x, y\n",
        maths=code + "\n",
    )

    assert prove(write_notebook(code, "x = 8.0\ny = half(x)"), package, ONCE).holds()


def test_constants_are_found_in_the_configuration(
    write_notebook: Write, write_package: Write
) -> None:
    config = (
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Config:\n"
        "    batch_size: int = 32\n"
    )
    package = write_package(
        config=config,
        main="from story.config import Config\n\n\ndef main(config):\n    pass\n\n\n"
        "main(Config())\n",
    )
    verdict = prove(write_notebook("BATCH_SIZE = 32"), package, ONCE)

    assert found(verdict, "BATCH_SIZE").likeness is SAME


@pytest.mark.parametrize(("value", "likeness"), [("1.05", SAME), ("2.0", DIFFERENT)])
def test_names_that_the_command_line_uses_come_last(
    value: str, likeness: Likeness, write_notebook: Write, write_package: Write
) -> None:
    package = write_package(
        main="from story.stages.only import only\n\n\ndef main():\n"
        "    for f in ['seed', 'data_root']:\n        pass\n    only()\n\n\nmain()\n",
        stages__only="from story.constants import f\n\n\ndef only():\n    x = 2 * f\n",
        constants=f"f = {value}\n",
    )
    verdict = prove(write_notebook("f = 1.05", "x = 2 * f"), package, ONCE)

    assert found(verdict, "f").likeness is likeness
    assert found(verdict, "f").where != "__main__.py:main"


def test_value_that_is_not_computed_is_missing(write_notebook: Write, write_package: Write) -> None:
    verdict = prove(write_notebook("a = 1\nb = 2"), write_package("a = 1"), ONCE)

    assert found(verdict, "b").likeness is MISSING
    assert not verdict.holds()


def test_unstable_value_is_named_and_neither_right_nor_wrong(
    write_notebook: Write, write_package: Write
) -> None:
    code = "import os\ntoken = os.urandom(8)\nx = 1"
    verdict = prove(write_notebook(code), write_package(code))

    assert found(verdict, "token").likeness is Likeness.UNSTABLE
    assert found(verdict, "x").likeness is SAME
    assert verdict.holds()


def test_difference_beside_an_unstable_part_is_found(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("import os\nmodel = {'made': os.urandom(8), 'coef': 1}")
    package = write_package("import os\nmodel = {'made': os.urandom(8), 'coef': 2}")

    assert found(prove(notebook, package), "model").detail == "model['coef']: 1 != 2"


def test_order_of_hashes_varies_and_is_compared_all_the_same(
    write_notebook: Write, write_package: Write
) -> None:
    code = "names = list({'ann', 'bob', 'cid', 'dot', 'eve', 'fay', 'gus', 'hal'})"
    verdict = prove(write_notebook(code), write_package(code))

    assert found(verdict, "names").likeness is Likeness.UNSTABLE
    assert found(verdict, "names").detail.endswith(SEEDED)
    assert verdict.runs == 2


def test_generator_without_a_seed_varies_and_is_compared_all_the_same(
    write_notebook: Write, write_package: Write
) -> None:
    code = "import random\nx = random.random()\ny = random.random()\nprint('drawn', x)"
    swapped = code.replace("x =", "z =").replace("y =", "x =").replace("z =", "y =")
    right, wrong = (prove(write_notebook(code), write_package(each)) for each in (code, swapped))

    assert found(right, "x").likeness is Likeness.UNSTABLE
    assert found(right, "x").detail.endswith(SEEDED)
    assert SEEDED in found(right, "cell 1").detail
    assert right.holds()
    assert found(wrong, "x").likeness is DIFFERENT
    assert found(wrong, "cell 1").likeness is DIFFERENT
    assert wrong.runs == 3


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_forgotten_seed_is_a_difference_whatever_it_was(
    write_notebook: Write, write_package: Write, seed: int
) -> None:
    draw = "x = random.random()"
    notebook = write_notebook(f"import random\nrandom.seed({seed})\n{draw}")

    assert not prove(notebook, write_package(f"import random\n{draw}")).holds()


def test_files_are_compared_by_content(write_notebook: Write, write_package: Write) -> None:
    write = "with open('{0}', 'w') as file:\n    file.write('{1}')\n"
    notebook = write_notebook(*(write.format(*pair) for pair in (
        ("same.txt", "a"), ("spaced.json", '{"a": 1}'), ("other.txt", "a"), ("lost.txt", "a"))))  # fmt: skip
    package = write_package("".join(write.format(*pair) for pair in (
        ("same.txt", "a"), ("spaced.json", '{ "a":1 }'), ("other.txt", "b"), ("more.txt", "b"))))  # fmt: skip
    verdict = prove(notebook, package, ONCE)

    assert {c.name: c.likeness for c in verdict.comparisons if c.kind == "file"} == {
        "same.txt": SAME, "spaced.json": SAME, "other.txt": DIFFERENT, "lost.txt": MISSING,
    }  # fmt: skip
    assert verdict.extras == ("writes more.txt",)
    assert found(verdict, "other.txt").detail == "other.txt[0]: 'a' != 'b'"


def test_file_in_a_linked_folder_is_compared(tmp_path: Path, write_notebook: Write,
                                             write_package: Write) -> None:  # fmt: skip
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "data").mkdir()
    write = "with open('../data/{0}.txt', 'w') as file:\n    file.write('{1}')"
    notebook = write_notebook(write.format("a", 1), write.format("b", 1))
    package = write_package(f"{write.format('a', 1)}\n{write.format('b', 2)}")
    verdict = prove(notebook, package, ONCE)

    assert found(verdict, "../data/a.txt").likeness is SAME
    assert found(verdict, "../data/b.txt").likeness is DIFFERENT


def test_folder_that_the_notebook_names_further_up_is_there(
    tmp_path: Path, write_notebook: Write, write_package: Write
) -> None:
    (tmp_path / "far.txt").write_text("7")
    inner = tmp_path / "lessons" / "one"
    inner.mkdir(parents=True)
    code = "import os\nfar = open(os.path.join('..', '..', 'far.txt')).read()"
    notebook = write_notebook(code).rename(inner / "story.ipynb")

    assert prove(notebook, write_package(code), ONCE).holds()


def test_nothing_is_written_beside_the_notebook(
    write_notebook: Write, write_package: Write
) -> None:
    code = "with open('out.txt', 'w') as file:\n    file.write('a')"
    notebook = write_notebook(code)
    before = sorted(path.name for path in notebook.parent.rglob("*"))

    assert prove(notebook, write_package(code)).holds()
    assert sorted(path.name for path in notebook.parent.rglob("*")) == before


def test_in_place_writes_where_the_notebook_lies(
    write_notebook: Write, write_package: Write
) -> None:
    code = "with open('out.txt', 'w') as file:\n    file.write('a')"
    notebook = write_notebook(code)

    assert prove(notebook, write_package(code), replace(ONCE, in_place=True)).holds()
    assert (notebook.parent / "out.txt").exists()


def test_printed_lines_are_compared_by_cell(write_notebook: Write, write_package: Write) -> None:
    notebook = write_notebook("print('one')", "print('two')", "print('three')")
    verdict = prove(notebook, write_package("print('one')\nprint('zwei')\nprint('three')"), ONCE)

    assert found(verdict, "cell 1").likeness is SAME
    assert found(verdict, "cell 2").detail == "'two' != 'zwei'"
    assert found(verdict, "cell 3").likeness is SAME


def test_what_a_value_prints_when_looked_at_is_no_output(
    write_notebook: Write, write_package: Write
) -> None:
    loud = "class Loud(dict):\n    def items(self):\n        print('loud')\n        return {}\n"
    notebook = write_notebook(f"{loud}x = Loud()\nprint('quiet')")
    verdict = prove(notebook, write_package("print('quiet')"), ONCE)

    assert found(verdict, "cell 1").likeness is SAME


def test_output_of_programs_is_printed_output(write_notebook: Write, write_package: Write) -> None:
    run = "import subprocess, sys\nprint('before')\nsubprocess.run([sys.executable, '-c', {0!r}])"
    code = run.format("print('from below')") + "\nprint('after')"
    verdict = prove(write_notebook(code), write_package(code.replace("print", "print", 1)), ONCE)

    assert found(verdict, "cell 1").likeness is SAME


def test_shell_line_prints_as_it_does_for_the_package_which_has_no_terminal(
    write_notebook: Write, write_package: Write
) -> None:
    told = "import sys; print(sys.stdout.isatty()); print('aside', file=sys.stderr)"
    run = f"import subprocess\nsubprocess.run([{sys.executable!r}, '-c', {told!r}])"
    notebook = write_notebook(f'!{sys.executable} -c "{told}"', "%%capture\n!echo unheard")
    verdict = prove(notebook, write_package(run), ONCE)

    assert found(verdict, "cell 1").likeness is SAME
    assert verdict.holds()


def test_what_a_magic_says_of_itself_is_no_output(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook(
        "def f():\n    return 1", "%env MODE=fast", "%who", "f?", "%%writefile a.txt\nb",
        "%time print(f())", "%sx echo 2", "%%capture kept\nprint(3)", "%cat a.txt",
    )  # fmt: skip
    package = write_package("open('a.txt', 'w').write('b\\n')\nprint(1)\nprint('b')")
    verdict = prove(notebook, package, ONCE)

    printed = {c.name: c.likeness for c in verdict.comparisons if c.kind == "print"}
    assert printed == {"cell 6": SAME, "cell 9": SAME}


@pytest.mark.parametrize("said", ["one", "two"])
def test_what_ipython_keeps_of_outputs_is_compared_by_what_it_holds(
    said: str, write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("lines = !echo one", "%%capture kept\nprint('one')")
    package = write_package(
        f"import io, contextlib\nlines = ['{said}']\n"
        f"with contextlib.redirect_stdout(io.StringIO()) as kept:\n    print('{said}')"
    )
    verdict = prove(notebook, package, ONCE)

    expected = SAME if said == "one" else DIFFERENT
    assert [found(verdict, name).likeness for name in ("lines", "kept")] == [expected] * 2


@pytest.mark.parametrize(("text", "likeness"), [("4", SAME), ("5", DIFFERENT), ("f()", MISSING)])
def test_constant_of_a_module_that_the_run_does_not_need_is_held(
    text: str, likeness: Likeness, write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("size = 4\nx = 1", "def f():\n    return size", "f()")
    idle = f"open('ran.txt', 'w')\nSIZE = {text}\n\n\ndef f():\n    return SIZE\n"
    verdict = prove(notebook, write_package("x = 1", functions=idle), ONCE)

    assert found(verdict, "size").likeness is likeness
    assert not verdict.extras


def test_display_is_a_look_and_counts_on_request(
    write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook("x = 41", "x + 1"), write_package("x = 41"), ONCE)

    assert found(verdict, "cell 2").detail == "not shown by the package: 42"
    assert verdict.holds()
    assert not verdict.holds(displays=True)


def test_display_that_the_package_logs_is_shown(
    write_notebook: Write, write_package: Write
) -> None:
    code = "import sys\nx = 41\nsys.stderr.write(f'info: {x + 1}')"
    verdict = prove(write_notebook("x = 41", "x + 1"), write_package(code), ONCE)

    assert verdict.holds(displays=True)


LOGGED = "import logging\nlogging.basicConfig(level=logging.INFO)\n"
UNSEEN = "import logging\nlogging = logging.getLogger(__name__)\n"


@pytest.mark.parametrize("logged", ["Score: 8", "share: 8", "score: low", "score of 9: 8"])
def test_log_that_speaks_of_something_else_is_no_display(
    write_notebook: Write, write_package: Write, logged: str
) -> None:
    notebook = write_notebook("def score():\n    return 9", "score()")
    package = write_package(f"{LOGGED}logging.info({logged!r})")

    assert prove(notebook, package, ONCE).holds()


@pytest.mark.parametrize("logger", [LOGGED, UNSEEN])
def test_display_that_the_package_logs_otherwise_is_a_difference(
    write_notebook: Write, write_package: Write, logger: str
) -> None:
    notebook = write_notebook("def score(x):\n    return x / 10", "score(9)", "score(8)")
    line = "logging.info('score: %s', 0.{})\n"
    right, wrong = (logger + "".join(map(line.format, said)) for said in ("98", "99"))

    assert prove(notebook, write_package(right), ONCE).holds(displays=True)
    verdict = prove(notebook, write_package(wrong), ONCE)
    assert found(verdict, "cell 3").detail == "0.8 != score: 0.9"
    assert not verdict.holds()


def test_display_of_what_varies_is_compared_from_one_seed(
    write_notebook: Write, write_package: Write
) -> None:
    draw = "import random, time\nscore = {}\n"
    by_seed, by_clock = "random.random()", "time.time()"
    logged = LOGGED + "logging.info('score: %s', score)"
    for how, planted, holds in ((by_seed, by_seed, True), (by_seed, "random.random() + 1", False),
                                (by_clock, by_clock, True)):  # fmt: skip
        notebook = write_notebook(draw.format(how), "score")
        verdict = prove(notebook, write_package(draw.format(planted) + logged))

        assert verdict.holds() is holds


def test_kernel_syntax_is_understood(write_notebook: Write, write_package: Write) -> None:
    notebook = write_notebook(
        "import asyncio\nawait asyncio.sleep(0)",
        "%time x = 6 * 7",
        "x",
        "y = _ + Out[3]",
        "out = !echo hello",
        "line = out[0]",
        "kind = type(get_ipython()).__name__, hasattr(get_ipython(), 'kernel')",
        "task = asyncio.create_task(asyncio.sleep(0)) is not None",
    )
    package = write_package(
        "x = 42\ny = 84\nline = 'hello'\nkind = ('ZMQInteractiveShell', True)\ntask = True"
    )
    verdict = prove(notebook, package, ONCE)

    assert {c.name for c in verdict.against()} == {"out"}


@pytest.mark.slow
def test_kernel_and_plain_shell_agree(write_notebook: Write, write_package: Write) -> None:
    notebook = write_notebook(
        "import sys\nargv = sys.argv[0][-20:]\nprint('hello')\nfile = '__file__' in globals()",
        "class Point:\n    def __init__(self): self.x = 1\np = Point()\np.x",
        "y = _ + 1",
    )
    package = write_package(
        "class Point:\n    def __init__(self): self.x = 1\np = Point()\ny = 2\n"
        "argv = 'ipykernel_launcher.py'[-20:]\nfile = False\nprint('hello')"
    )
    plain, kernel = (prove(notebook, package, replace(ONCE, kernel=kernel)) for kernel in (0, 1))

    assert plain.comparisons == kernel.comparisons
    assert plain.holds()


def test_notebook_that_fails_is_a_mistake_with_its_cell(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("x = {}", "y = 1\nx['key']")

    with pytest.raises(NotebookError, match=r"cell 2: .*KeyError: 'key' \(line 2: `x\['key'\]`\)"):
        prove(notebook, write_package("x = {}"), ONCE)


def test_cell_that_fails_on_purpose_is_no_mistake(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("x = 1", ("1 / 0", ["raises-exception"]), "y = 2")

    assert prove(notebook, write_package("x = 1\ny = 2"), ONCE).holds()


def test_package_that_fails_is_different(write_notebook: Write, write_package: Write) -> None:
    verdict = prove(write_notebook("x = 1"), write_package("x = 1\nx['a']"), ONCE)

    assert "TypeError" in found(verdict, "the package").detail
    assert "only.py, line 3" in found(verdict, "the package").detail
    assert not verdict.holds()


def test_package_that_exits_with_another_status_is_different(
    write_notebook: Write, write_package: Write
) -> None:
    verdict = prove(write_notebook("x = 1"), write_package("x = 1\nraise SystemExit(4)"), ONCE)

    assert found(verdict, "the package").detail == "ended with exit status 4"


def test_time_is_limited(write_notebook: Write, write_package: Write) -> None:
    slow = replace(ONCE, limits=Limits(timeout=3))
    code = "import time\ntime.sleep(60)"

    with pytest.raises(NotebookError, match=r"cell 1: took longer than 3 seconds"):
        prove(write_notebook(code), write_package("x = 1"), slow)

    verdict = prove(write_notebook("x = 1"), write_package(code), slow)
    assert "took longer" in found(verdict, "the package").detail


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit data")
def test_memory_is_limited(write_notebook: Write, write_package: Write) -> None:
    small = replace(ONCE, limits=Limits(memory=500_000_000))

    with pytest.raises(NotebookError, match=r"cell 1: .*MemoryError"):
        prove(write_notebook("x = bytearray(2_000_000_000)"), write_package(""), small)


def test_interpreter_that_dies_is_told_with_its_cell(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("x = 1", "import os\nos.kill(os.getpid(), 9)")

    with pytest.raises(NotebookError, match="cell 2: the interpreter was ended by SIGKILL"):
        prove(notebook, write_package(""), ONCE)


def test_interpreter_that_is_none_is_a_mistake(write_notebook: Write, write_package: Write) -> None:
    with pytest.raises(NbprodError, match="cannot be run as a Python interpreter"):
        prove(write_notebook("x = 1"), write_package(""), replace(ONCE, python="/no/python"))


def test_folder_without_a_package_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(NbprodError, match=r"expected `src/<name>/__main__\.py`"):
        find_package(tmp_path)


def test_secret_is_not_told(write_notebook: Write, write_package: Write) -> None:
    verdict = prove(write_notebook("API_KEY = 'abc'"), write_package("API_KEY = 'def'"), ONCE)

    assert found(verdict, "API_KEY").likeness is DIFFERENT
    assert "abc" not in found(verdict, "API_KEY").detail


def test_modules_of_the_harness_do_not_hide_the_notebooks(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("import files\nx = files.x")
    (notebook.parent / "files.py").write_text("x = 'the notebook has its own'\n")

    assert prove(notebook, write_package("import files\nx = files.x"), ONCE).holds()


def test_module_beside_the_notebook_is_not_taken_for_the_package(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("x = 41")
    (notebook.parent / "story.py").write_text("x = 41\n", "utf-8")

    assert prove(notebook, write_package("x = 41"), ONCE).holds()
    assert not prove(notebook, write_package("x = 42"), ONCE).holds()


def test_environment_of_the_user_is_kept(
    write_notebook: Write, write_package: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORY", "told")
    code = "import os\nx = os.environ['STORY']"

    assert prove(write_notebook(code), write_package("x = 'told'"), ONCE).holds()
    assert os.environ["STORY"] == "told"


def test_function_under_a_decorator_is_known_by_what_it_computes(
    write_notebook: Write, write_package: Write
) -> None:
    text = (
        "import functools\n\n\n@functools.lru_cache\ndef f(n):\n    return n\n\n\n"
        "class Counted:\n    def __init__(self, inside):\n"
        "        functools.update_wrapper(self, inside)\n        self.calls = 0\n\n"
        "    def __call__(self):\n        self.calls += 1\n\n\n@Counted\ndef g():\n    pass\n"
    )
    run = "from story.functions import f, g\n\ng()\nx = f(3)"
    notebook = write_notebook(text, "g()\nx = f(3)")
    verdict = prove(notebook, write_package(run, functions=text), ONCE)

    assert verdict.holds()
    assert found(verdict, "f").likeness is Likeness.NOT_COMPARABLE
    assert found(verdict, "g").likeness is SAME

    again = prove(notebook, write_package(f"{run}\ng()", functions=text), ONCE)

    assert found(again, "g").detail == "g.calls: 1 != 2"


def test_names_that_a_program_leaves_are_none_of_the_notebooks_own(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("%run rates.py", "twice = rate * 2")
    (notebook.parent / "rates.py").write_text("rate = 0.5\n\n\ndef unread():\n    pass\n")
    verdict = prove(notebook, write_package("twice = 1.0"), ONCE)

    assert verdict.holds()
    assert [c.name for c in verdict.comparisons if c.kind == "value"] == ["twice"]


def test_a_name_that_a_program_left_and_a_cell_bound_anew_is_compared(
    write_notebook: Write, write_package: Write
) -> None:
    notebook = write_notebook("%run rates.py", "rate = rate * 2")
    (notebook.parent / "rates.py").write_text("rate = 0.5\n")

    assert not prove(notebook, write_package("rate = 2.0"), ONCE).holds()
