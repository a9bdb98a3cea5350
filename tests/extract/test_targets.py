"""Every target names stages and edges, and its engine can run them."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nbprod.extract import targets
from nbprod.extract.plan import Package, Plan
from nbprod.extract.style.formatting import formatted
from nbprod.extract.writing import write
from plans import SALES, SALES_STAGES, SINGLE, SINGLE_STAGES, assembled, stage
from stories import planned

PYTHON = [name for name in targets.names() if name != "script"]


def built(name: str, plan: Plan = SALES) -> str:
    files = targets.load(name).build(plan, Package({})).files
    [text] = formatted(files).values()
    return text


@pytest.mark.parametrize("name", targets.names())
def test_target_keeps_its_protocol(name: str) -> None:
    target: targets.Target = targets.load(name)

    assert target.TITLE
    assert isinstance(target.REQUIRES, tuple)
    assert target.build.__doc__


@pytest.mark.parametrize("name", targets.names())
def test_target_adds_one_file_and_names_every_stage(name: str) -> None:
    before = Package({"README.md": ""})

    files = targets.load(name).build(SALES, before).files

    assert len(files) == 2
    assert all(step.name in built(name) for step in SALES.stages)


@pytest.mark.parametrize("name", PYTHON)
@pytest.mark.parametrize("made", [SALES, SINGLE, replace(SALES, title='"""\\ {x}')], ids=str)
def test_target_parses_and_keeps_ruffs_rules(name: str, made: Plan) -> None:
    text = built(name, made)
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "-"],
        input=text, capture_output=True, text=True,
    )  # fmt: skip

    assert ast.parse(text)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", PYTHON)
@pytest.mark.parametrize("called", ["task", "stage", "base", "subprocess", "os", "run"])
def test_stage_called_like_a_name_of_the_file_does_not_hide_it(name: str, called: str) -> None:
    text = built(name, replace(SALES, stages=(stage(called, 1, "", "x"), stage("two", 2, "x"))))

    assert re.search(rf"\b{called}_stage\b", text)
    assert f'"{called}"' in text


def test_a_second_run_is_no_call_that_dask_knows() -> None:
    assert 'dask_key_name=f"load-sales-{run}"' in built("dask")


def test_no_step_of_kubeflow_is_skipped() -> None:
    assert built("kubeflow").count(".set_caching_options(False)") == len(SALES.stages)


@pytest.mark.parametrize("name", targets.names())
def test_what_stages_share_in_one_process_is_told_where_they_run_apart(name: str) -> None:
    draw = "print(np.random.normal())"
    made = planned(
        f"#tag stage: one\nimport numpy as np\nnp.random.seed(3)\n{draw}",
        f"#tag stage: two\n{draw}",
    )

    text = " ".join(built(name, made).replace("# ", "").split())
    assert "without what others leave in their process" in text
    assert "random of numpy in one, two." in text
    assert "without what others" not in built(name)


def test_script_runs_the_stages_in_order(tmp_path: Path) -> None:
    done, _ = _run_in("script", tmp_path, ["sh", "orchestration/run_sales.sh"])

    assert done.stdout.splitlines() == ["rows [1, 2, 3]", "total 12 ['read', 'share 0.5']"]


def test_script_of_one_stage_runs(tmp_path: Path) -> None:
    package = targets.load("script").build(SINGLE, assembled(SINGLE, SINGLE_STAGES))
    root = write(package, tmp_path / "package").root

    done = subprocess.run(
        ["sh", str(root / "orchestration" / "run_hello.sh")],
        cwd=tmp_path, env=_environment(root), capture_output=True, text=True,
    )  # fmt: skip

    assert done.stdout == "hi\n"


def needs(module: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not importlib.util.find_spec(module), reason=f"{module} is not installed"
    )


@needs("dask")
def test_dask_runs_the_stages(tmp_path: Path) -> None:
    done, _ = _run_in("dask", tmp_path, [sys.executable, "orchestration/dask_sales.py", "kept"])

    assert done.stdout.splitlines()[-1] == "total 12 ['read', 'share 0.5']", done.stderr


@needs("dagster")
@pytest.mark.slow
def test_dagster_materializes_the_stages(tmp_path: Path) -> None:
    code = (
        "import runpy; from dagster import materialize; "
        "found = runpy.run_path('orchestration/dagster_sales.py'); "
        "defs = found['defs']; assets = list(defs.assets); "
        "print('success', materialize(assets).success)"
    )
    done, root = _run_in("dagster", tmp_path, [sys.executable, "-c", code])

    assert "total 12 ['read', 'share 0.5']" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "success True"
    assert (root / "artifacts" / "report" / "total.json").read_text() == "12"


@needs("airflow")
@pytest.mark.slow
def test_airflow_reads_the_dag_with_its_edges(tmp_path: Path) -> None:
    code = (
        "from airflow.dag_processing.dagbag import DagBag; "
        "bag = DagBag('orchestration'); assert not bag.import_errors, bag.import_errors; "
        "dag = bag.dags['sales']; "
        "print(sorted((t.task_id, sorted(t.upstream_task_ids)) for t in dag.tasks))"
    )
    done, _ = _run_in("airflow", tmp_path, [sys.executable, "-c", code])

    assert done.stdout.splitlines()[-1] == (
        "[('clean-sales', ['load-sales']), ('load-sales', []), ('report', ['clean-sales'])]"
    ), done.stderr


@needs("kfp")
@pytest.mark.slow
def test_kubeflow_compiles_the_pipeline(tmp_path: Path) -> None:
    done, root = _run_in("kubeflow", tmp_path, [sys.executable, "orchestration/kubeflow_sales.py"])

    assert done.returncode == 0, done.stderr
    assert "clean-sales" in (root / "sales.yaml").read_text()


@needs("prefect")
@pytest.mark.slow
def test_prefect_runs_the_stages(tmp_path: Path) -> None:
    done, _ = _run_in("prefect", tmp_path, [sys.executable, "orchestration/prefect_sales.py"])

    assert "total 12 ['read', 'share 0.5']" in done.stdout, done.stderr


def _run_in(
    name: str, tmp_path: Path, command: list[str]
) -> tuple[subprocess.CompletedProcess[str], Path]:
    package = targets.load(name).build(SALES, assembled(SALES, SALES_STAGES))
    root = write(package, tmp_path / "package").root
    (root / "sales.csv").write_text("1\n2\n3\n")
    done = subprocess.run(
        command, cwd=root, env=_environment(root), capture_output=True, text=True, timeout=300
    )
    return done, root


def _environment(root: Path) -> dict[str, str]:
    own = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{own}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(root / "src"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_HOME": str(root / "airflow-home"),
        "DAGSTER_HOME": "",
        "PREFECT_HOME": str(root / "prefect-home"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
