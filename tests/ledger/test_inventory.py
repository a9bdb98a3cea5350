"""Where data enters and leaves a notebook."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from nbprod.analysis import Analysis
from nbprod.ledger.inventory import sources
from nbprod.ledger.source import DataSource

Listed = Callable[..., list[tuple[str, str]]]
Found = Callable[..., list[DataSource]]

PANDAS = "import pandas as pd"


def test_a_file_is_read_through_a_variable_of_another_cell(incoming: Listed) -> None:
    assert incoming(PANDAS, "path = 'raw/' + 'a.csv'", "pd.read_csv(path)") == [
        ("file", "raw/a.csv")
    ]


def test_unknown_parts_of_a_path_are_named(incoming: Listed) -> None:
    assert incoming(PANDAS, "for y in years:\n    pd.read_csv(f'raw/{y}.csv')") == [
        ("file", "raw/{y}.csv")
    ]


def test_a_loop_over_written_names_reads_them_all(found: Found) -> None:
    [source] = found(PANDAS, "for name in ['a.csv', 'b.csv']:\n    pd.read_csv(name)")

    assert source.texts == ("a.csv", "b.csv")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a.csv", "file"),
        ("https://example.com/a.csv", "url"),
        ("s3://shop/a.csv", "bucket"),
        ("gs://shop/a.csv", "bucket"),
        ("http://localhost:8000/a.csv", "api"),
    ],
)
def test_the_address_says_what_kind_of_source_it_is(incoming: Listed, text: str, kind: str) -> None:
    assert incoming(PANDAS, f"pd.read_csv({text!r})") == [(kind, text)]


def test_opening_to_write_is_no_read(incoming: Listed, outgoing: Listed) -> None:
    cell = "with open('out.txt', 'w') as out:\n    out.write('x')"

    assert incoming(cell) == []
    assert outgoing(cell) == [("file", "out.txt")]


def test_an_open_file_is_read_once(incoming: Listed) -> None:
    cell = "import json\nwith open('a.json') as lines:\n    data = json.load(lines)"

    assert incoming(cell) == [("file", "a.json")]


@pytest.mark.parametrize(
    "cell",
    [
        "import io\npd.read_csv(io.StringIO('a,b'))",
        "import io, requests\npd.read_csv(io.BytesIO(answer.content))",
        "with open('a.csv') as lines:\n    pd.read_csv(lines)",
        "pd.read_csv(archive.open('a.csv'))",
        "pd.read_json('[1, 2]')",
    ],
)
def test_what_is_held_already_is_no_new_source(cell: str, found: Found) -> None:
    calls = [s.through for s in found(PANDAS, cell)]

    assert not [name for name in calls if name.startswith("pandas.")]


def test_a_file_that_the_notebook_wrote_is_its_own(incoming: Listed) -> None:
    cells = (PANDAS, "pd.DataFrame().to_csv('mine.csv')", "pd.read_csv('./mine.csv')")

    assert incoming(*cells) == []


def test_a_file_that_is_written_later_is_outside_data(incoming: Listed) -> None:
    cells = (PANDAS, "pd.read_csv('a.csv')", "pd.DataFrame().to_csv('a.csv')")

    assert incoming(*cells) == [("file", "a.csv")]


def test_a_file_of_writefile_is_the_notebooks_own(incoming: Listed) -> None:
    assert incoming("%%writefile a.txt\nx", "open('a.txt').read()") == []


def test_a_file_that_was_downloaded_is_still_outside_data(incoming: Listed) -> None:
    assert [k for k, _ in incoming("!wget https://example.com/a.csv", "open('a.csv')")] == [
        "download",
        "file",
    ]


def test_what_is_configured_is_said_to_be(found: Found) -> None:
    [source] = found("import os", PANDAS, "pd.read_csv(os.environ['SALES'])")

    assert source.given == "configured"


def test_a_default_that_is_written_down_is_said(found: Found) -> None:
    [source] = found("import os", PANDAS, "pd.read_csv(os.path.join(os.environ['D'], 'a.csv'))")

    assert source.given == "said"


def test_a_parameter_is_worked_out(found: Found) -> None:
    [source] = found(PANDAS, "def load(path):\n    return pd.read_csv(path)")

    assert (source.given, source.text) == ("worked out", "")


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ("%%bigquery frame\nselect * from shop.sales", "database", "select * from shop.sales"),
        ("%sql select 1 from sales", "database", "select 1 from sales"),
        ("name = input('Name? ')", "input", ""),
        ("from google.colab import files\nfiles.upload()", "upload", ""),
        ("import getpass\ngetpass.getpass()", "input", ""),
        (f"{PANDAS}\npd.read_clipboard()", "clipboard", ""),
        ("from datasets import load_dataset\nload_dataset('imdb')", "dataset", "imdb"),
        ("import seaborn as sns\nsns.load_dataset('tips')", "dataset", "tips"),
        ("import gdown\ngdown.download(id='abc')", "download", "abc"),
        ("import openai\nopenai.OpenAI().chat.completions.create(model='m')", "api", ""),
        ("import boto3\nboto3.resource('s3').Bucket('b').download_file('k', 'f')", "bucket", "b/k"),
        (
            "from google.cloud import storage\n"
            "storage.Client().bucket('b').blob('k').download_as_text()",
            "bucket",
            "b/k",
        ),
        ("import os\nos.system('wget https://example.com/a.zip')", "download", "https://example.com/a.zip"),
        ("import subprocess\nsubprocess.run(['curl', '-O', 'https://e.com/a'])", "download", "https://e.com/a"),
        ("import subprocess\nsubprocess.run(['sh', '-c', 'cd data && wget https://e.com/a'])", "download", "https://e.com/a"),
        ("import subprocess\nsubprocess.run(['sh', '-c'])\nopen('a')", "file", "a"),
        ("frame = spark.read.format('csv').load('/mnt/a')", "file", "/mnt/a"),
        ("spark.sql('select * from sales')", "database", "select * from sales"),
        ("df = pd.read_csv('a.csv')", "file", "a.csv"),
    ],
)  # fmt: skip
def test_each_way_in_is_found(incoming: Listed, cell: str, kind: str, text: str) -> None:
    assert incoming(cell) == [(kind, text)]


def test_a_star_import_of_a_known_library_is_looked_through(incoming: Listed) -> None:
    cells = ("from fastai.conv_learner import *", "ImageClassifierData.from_paths('data/')")

    assert incoming(*cells) == [("file", "data/")]


def test_one_of_two_imports_is_enough(incoming: Listed) -> None:
    cell = """
    try:
        from urllib.request import urlretrieve
    except ImportError:
        from urllib import urlretrieve
    urlretrieve('https://example.com/a', 'a')
    """

    assert incoming(cell) == [("download", "https://example.com/a")]


def test_a_view_of_this_session_is_no_outside_table(incoming: Listed) -> None:
    cells = ("frame.createOrReplaceTempView('sales')", "spark.sql('select * from sales')")

    assert incoming(*cells) == []


def test_a_query_of_several_lines_is_still_a_query(incoming: Listed) -> None:
    cells = ("import pandas as pd", "query = 'select a\\nfrom b'", "pd.read_sql(query, engine)")

    assert incoming(*cells) == [("database", "select a\nfrom b")]


def test_a_table_without_a_path_is_a_database(incoming: Listed) -> None:
    assert incoming("spark.read.format('jdbc').option('dbtable', 't').load()") == [("database", "")]


def test_a_statement_that_fills_a_table_goes_out(outgoing: Listed) -> None:
    cells = (
        "from google.cloud import bigquery",
        "bigquery.Client().query('create table a as select 1')",
    )

    assert outgoing(*cells) == [("database", "create table a as select 1")]


def test_programs_are_no_data(incoming: Listed) -> None:
    assert incoming("!wget https://example.com/install.sh") == []


def test_sources_come_in_document_order(found: Found) -> None:
    cell = "!wget https://example.com/b\na = open('a')\n!wget https://example.com/c"
    lines = [
        s.at.lineno if isinstance(s.at, ast.expr) else getattr(s.at, "line", 0) for s in found(cell)
    ]

    assert lines == sorted(lines)


def test_a_notebook_is_asked_once(analysis: Callable[..., Analysis]) -> None:
    notebook = analysis("open('a')")

    assert sources(notebook) is sources(notebook)


KEPT = {
    "under its own name": "!wget https://e.com/raw/a.csv?dl=1",
    "under a name": "!wget -q https://e.com/1 -O a.csv",
    "by a call": "from urllib.request import urlretrieve\nurlretrieve('https://e.com/1', 'a.csv')",
    "by curl": "!curl -LO https://e.com/a.csv",
    "by curl under a name": "!curl https://e.com/1 -o a.csv",
    "by gdown": "!gdown 1x2y3z --output a.csv",
}


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT.keys())
def test_what_the_notebook_downloaded_is_known_as_that(found: Found, cell: str) -> None:
    *_, read = found(PANDAS, cell, "pd.read_csv('a.csv')")

    assert (read.text, read.given) == ("a.csv", "fetched")


def test_a_download_into_a_folder_brings_what_is_read_there(found: Found) -> None:
    *_, read = found(PANDAS, "!wget https://e.com/a.csv -P raw", "pd.read_csv('raw/a.csv')")

    assert read.given == "fetched"


def test_a_file_that_is_read_before_its_download_is_not_known_from_it(found: Found) -> None:
    read, *_ = found(PANDAS, "pd.read_csv('a.csv')", "!wget https://e.com/a.csv")

    assert read.given == "said"
