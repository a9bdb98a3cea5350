"""What a Spark platform gives is asked for as a program asks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.analysis import Analysis
from nbprod.extract.decisions.planning import plan
from nbprod.extract.files.building import build
from nbprod.extract.plan import Plan
from nbprod.extract.statements.platforms import asked_for, queries
from nbprod.extract.statements.translation import Translation
from stories import notebook, only_stage

ASKED = "    spark = SparkSession.builder.getOrCreate()\n"


def planned(*cells: str, **platform: str) -> Plan:
    return plan(Analysis(replace(notebook(*cells), **platform)), "story")


def stage(*cells: str, **platform: str) -> str:
    return only_stage(build(planned(*cells, **platform)).files).replace("'", '"')


@pytest.mark.parametrize("platform", [{"format": "databricks"}, {"kernel": "pysparkkernel"}, {}])
def test_the_session_is_the_one_that_runs_or_a_new_one(platform: dict[str, str]) -> None:
    made = planned("n = 3", "rain = spark.table('rain')\nprint(rain.count())", **platform)
    code = only_stage(build(made).files)

    assert ASKED + "    rain = spark.table(" in code
    assert "from pyspark.sql import SparkSession\n" in code
    assert not made.refused
    assert any("`spark` is given by a Spark platform" in doubt.what for doubt in made.doubts)


@pytest.mark.parametrize(
    "cells",
    [
        ("spark = [1, 2]", "print(spark.count(1))"),
        ("print(spark.lit)",),
        ("def table(spark):\n    return spark.table('rain')\nprint(table)",),
        ("print(sc.textFile('rain.txt'))",),
    ],
)
def test_another_name_is_no_session(cells: tuple[str, ...]) -> None:
    assert "SparkSession" not in "".join(build(planned(*cells)).files.values())


def test_what_else_databricks_gives_is_asked_of_the_session() -> None:
    code = stage(
        "print(sc.defaultParallelism)", "made = dbutils.fs.mkdirs('/wet')", format="databricks"
    )

    assert ASKED + "    sc = spark.sparkContext\n" in code
    assert "    dbutils = DBUtils(spark)\n    made = dbutils.fs.mkdirs(" in code


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("%%sql\nDROP TABLE wet", 'spark.sql("DROP TABLE wet")'),
        ("%sql DROP TABLE wet", 'spark.sql("DROP TABLE wet")'),
        (
            "%%sql\nUSE rain;\nINSERT INTO wet VALUES (';')",
            'spark.sql("INSERT INTO wet VALUES (";")")',
        ),
        ("%fs cp -r /rain /wet", 'dbutils.fs.cp("/rain", "/wet", True)'),
        ("%sh mkdir wet\ncd wet", 'subprocess.run(["sh", "-c", '),
    ],
)
def test_a_magic_of_the_platform_does_what_it_says(cell: str, written: str) -> None:
    assert written in stage(cell, "print(3)", format="databricks").replace(
        "'sh', '-c'", '"sh", "-c"'
    )


def test_a_query_that_nobody_reads_is_a_look_and_one_that_is_read_is_kept() -> None:
    look = planned("%%sql\n-- all\nSELECT * FROM rain", "print(3)", format="databricks")
    read = stage("%%sql\nSELECT * FROM rain", "print(_sqldf.count())", format="databricks")

    assert [(each.what, each.why) for each in look.left_out] == [
        ("-- all SELECT * FROM rain", "a look at data")
    ]
    assert '_sqldf = spark.sql("SELECT * FROM rain")' in read


@pytest.mark.parametrize("query", ["SELECT '${day}'", "SELECT * FROM rain WHERE day = :day"])
def test_a_query_that_the_platform_fills_in_is_refused(query: str) -> None:
    (refused,) = planned(f"%%sql\n{query}", "print(3)", format="databricks").refused

    assert "values filled in that only the platform knows" in refused.reason
    assert not planned(
        "%%sql\nINSERT INTO wet SELECT a::int FROM rain", format="databricks"
    ).refused


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        ("/* it's; new */ DROP TABLE a; DROP TABLE b", 2),
        ("-- it's; new\nDROP TABLE a", 1),
        ("INSERT INTO a VALUES ('it\\'s; new')", 1),
        ("WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x", 1),
        ("DROP TABLE it's", 1),
        (";;\n-- nothing", 0),
    ],
)
def test_statements_of_sql_end_where_sql_ends_them(body: str, runs: int) -> None:
    found = queries(body, kept=False)

    assert found is not None
    assert [len(part) for part in found] == [runs, 0]


def test_deep_code_is_read() -> None:
    deep = "x = spark.table('a')\ny = " + " + ".join(["1"] * 900)

    assert asked_for({0: deep}, Translation(notebook(deep)))[0].startswith(
        "from pyspark.sql import"
    )
