"""What emitted modules need: what they import, and what their calls need besides."""

from __future__ import annotations

import pytest

from nbprod.extract.files.environment import Environment
from nbprod.extract.files.needing import needed_by
from nbprod.extract.files.requirements import requirements
from nbprod.extract.files.surroundings import Surroundings
from nbprod.extract.packaging import needed, package
from stories import planned


def besides(text: str, **settings: str) -> set[str]:
    return needed_by([text], settings).besides


@pytest.mark.parametrize(
    "text",
    [
        "import polars as pl\npl.read_excel('a.xlsx')",
        "import pandas as pd\nimport polars as pl\npl.read_excel('a.xlsx')",
        "import pandas as pd\npd.read_csv('a.csv', engine='python')",
        "from sklearn.datasets import load_iris\nload_iris(as_frame=False)",
        "frame.to_parquet('a')",
        "import spark\nspark.read_csv('s3://rain/a.csv')",
        "import pandas as pd\nimport boto\nboto.read_csv('s3://rain/a.csv')",
        "import pandas as pd\npd.read_csv('https://x.org/a.csv')\nprint('s3://rain')",
    ],
)
def test_calls_of_other_libraries_need_nothing(text: str) -> None:
    assert besides(text) == set()


@pytest.mark.parametrize(
    ("call", "need"),
    [
        ("pd.read_hdf('a.h5')", "tables"),
        ("frame.to_excel('a.xlsx')", "openpyxl"),
        ("pd.read_excel('a.xls')", "xlrd"),
        ("pd.read_excel(config.book)", "xlrd"),
        ("pd.ExcelWriter('a.xlsx', engine='xlsxwriter')", "xlsxwriter"),
        ("pd.read_parquet('a', engine='auto')", "pyarrow"),
        ("pd.read_parquet('a', engine='fastparquet')", "fastparquet"),
        ("BeautifulSoup(page, 'lxml')", "lxml"),
        ("pd.read_csv('s3://rain/a.csv')", "s3fs"),
        ("pd.read_csv(f's3://{bucket}/a.csv')", "s3fs"),
        ("frame.to_csv('gs://rain/a.csv')", "gcsfs"),
        ("pd.read_json(config.store)", "adlfs"),
        ("load_iris(as_frame=True)", "pandas"),
    ],
)
def test_engines_come_with_the_calls_that_need_them(call: str, need: str) -> None:
    assert besides(f"import pandas as pd\n{call}", book="'old.xls'", store="'abfs://a'") == {need}


def test_what_becomes_a_frame_of_pandas_needs_it() -> None:
    assert besides("from pyspark.sql import SparkSession\nprint(rain.toPandas())") == {"pandas"}
    assert besides("import pandas as pd\nprint(rain.toPandas())") == set()


def test_a_data_set_that_is_read_as_frames_needs_them() -> None:
    assert besides("from sklearn.datasets import fetch_openml\nfetch_openml('rain')") == {"pandas"}
    assert besides("from sklearn.datasets import load_iris\nload_iris()") == set()


def test_words_of_a_docstring_are_no_import_and_a_written_program_is_one() -> None:
    found = needed_by(['"""Read.\n\nfrom rain import sun\n"""\nSCRIPT = "import wind\\n"'], {})

    assert found.imported == {"wind"}


def test_only_what_is_imported_of_a_shared_name_is_needed() -> None:
    found = needed_by(["from google.cloud import bigquery"], {})

    assert found.imports("google.cloud.bigquery")
    assert not found.imports("google.cloud.storage")


def test_plan_and_project_file_name_the_same_dependencies() -> None:
    made = planned(
        "import numpy as np\nimport pandas as pd\nimport openpyxl\nfrom sqlalchemy import create_engine",
        "e = create_engine('postgresql+psycopg2://localhost/rain')\nprint(e)",
        "print(len(pd.read_excel('a.xlsx')))",
    )
    here = Environment("3.12", {}, {"openpyxl": "3.1"})
    around = Surroundings(requirements(made, here), here=here)
    told = [each.text for each in needed(made, around)]

    assert told == ["openpyxl==3.1", "pandas", "psycopg2-binary", "SQLAlchemy"]
    text = package(made, around).files["pyproject.toml"]
    assert [each for each in told if f'"{each}"' in text] == told
    assert "numpy" not in text


def test_what_keeps_values_as_files_asks_for_its_library_as_an_extra() -> None:
    made = planned(
        "#tag stage: start\nimport pandas as pd\nrain = pd.read_csv('a.csv')",
        "#tag stage: end\nprint(rain)",
    )
    here = Environment("3.12", {}, {})
    found = needed(made, Surroundings(requirements(made, here), here=here))

    assert [(each.text, each.group) for each in found] == [("pandas", ""), ("pyarrow", "artifacts")]


def test_what_the_notebook_installs_is_declared_though_no_line_imports_it() -> None:
    made = planned("!pip install lxml transformers", "import transformers\nprint(3)")
    around = Surroundings(
        requirements(made, Environment("3.12", {}, {})), here=Environment("3.12", {}, {})
    )

    assert [each.name for each in needed(made, around)] == ["lxml", "transformers"]
