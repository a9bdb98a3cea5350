"""Calls that look for a file from the folder of whoever calls them."""

from __future__ import annotations

import pytest

from stories import emitted


def stage(*cells: str) -> str:
    return emitted(*cells)["pipeline.py"]


@pytest.mark.parametrize(
    "call",
    [
        "dotenv.load_dotenv('.env')",
        "dotenv.load_dotenv(dotenv_path='.env')",
        "dotenv.load_dotenv(stream=options)",
        "dotenv.load_dotenv(**options)",
        "dotenv.find_dotenv(usecwd=False)",
        "dotenv.find_dotenv('.env', False, False)",
        "own.load_dotenv()",
    ],
)
def test_a_call_that_says_where_it_looks_stays_as_it_is(call: str) -> None:
    text = stage(f"import dotenv, own\noptions = {{}}\n{call}\nprint(options)")

    assert f"    {call}\n" in text
    assert "import find_dotenv" not in text


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("load_dotenv()", "load_dotenv(find_dotenv(usecwd=True))"),
        ("load_dotenv(override=True)", "load_dotenv(find_dotenv(usecwd=True), override=True)"),
        ("known = dotenv_values( )", "known = dotenv_values( find_dotenv(usecwd=True))"),
        ("load_dotenv(find_dotenv())", "load_dotenv(find_dotenv(usecwd=True))"),
        (
            "load_dotenv(find_dotenv(raise_error_if_not_found=True))",
            "load_dotenv(find_dotenv(usecwd=True, raise_error_if_not_found=True))",
        ),
    ],
)
def test_a_file_of_secrets_is_looked_for_from_the_current_folder(call: str, wanted: str) -> None:
    text = stage(f"from dotenv import load_dotenv, dotenv_values, find_dotenv\n{call}\nprint(1)")

    assert f"    {wanted}\n" in text
    assert "find_dotenv" in text.partition("def ")[0]


def test_the_import_comes_with_the_call_in_a_function_of_its_own_module() -> None:
    files = emitted("import dotenv", "def secrets():\n    dotenv.load_dotenv()", "secrets()")

    (module,) = (text for text in files.values() if "def secrets" in text)
    assert "from dotenv import find_dotenv\n" in module
    assert "dotenv.load_dotenv(find_dotenv(usecwd=True))" in module
