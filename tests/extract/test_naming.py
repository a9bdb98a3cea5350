"""Names in the notebook's own words."""

from __future__ import annotations

import pytest

from nbprod.extract.naming import clean_title, identifier, package_name, phrase, unique


@pytest.mark.parametrize(
    ("heading", "activity", "nouns", "expected"),
    [
        ("Loading the births", "load", [], "load_births"),
        ("Missing values", "clean", ["df"], "clean_missing_values"),
        ("", "fit", ["forest"], "fit_forest"),
        ("2.1 Visualization of daily sales", "plot", [], "visualize_daily_sales"),
        ("Möbius strip", "plot", [], "plot_mobius_strip"),
        ("Train", "fit", ["random", "forest"], "train_random"),
        ("**What** is `Word2Vec`?", "", [], "compute_word2_vec"),
    ],
)
def test_a_stage_is_a_verb_and_its_nouns(
    heading: str, activity: str, nouns: list[str], expected: str
) -> None:
    assert identifier(phrase(heading, activity, nouns)) == expected


def test_a_name_that_is_taken_grows_by_words_never_by_numbers() -> None:
    taken = {"plot_rows"}

    names = [unique(["plot", "rows"], [["daily"]], taken) for _ in range(4)]

    assert names[0] == "plot_rows_daily"
    assert len(set(names)) == 4
    assert not any(character.isdigit() for name in names for character in name)


@pytest.mark.parametrize(
    ("path", "title", "name"),
    [
        ("nb/01-Churn Model.ipynb", "", "churn_model"),
        ("Untitled.ipynb", "Sales of 2020", "sales"),
        ("class.ipynb", "", "class_package"),
        ("3_gradient_descent.ipynb", "", "gradient_descent"),
    ],
)
def test_a_package_is_named_for_its_file(path: str, title: str, name: str) -> None:
    assert package_name(title, path) == name


def test_a_title_is_plain_text() -> None:
    assert clean_title("### 3. **Models** [here](http://a)") == "Models here"
