"""Names in the notebook's own words."""

from __future__ import annotations

import pytest

from nbprod.extract.style.sorting import WIDTH
from nbprod.extract.words.naming import (
    clean_title,
    identifier,
    is_dull,
    of_path,
    package_name,
    unique,
)


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
        ("Bergen's rain.ipynb", "", "bergens_rain"),
        ("notebook_rain_forecast.ipynb", "", "rain_forecast"),
    ],
)
def test_a_package_is_named_for_its_file(path: str, title: str, name: str) -> None:
    assert package_name(title, path) == name


def test_a_title_is_plain_text() -> None:
    assert clean_title("### 3. **Models** [here](http://a)") == "Models here"
    assert clean_title("2.b 3D models") == "3D models"
    assert clean_title("5-fold models") == "5-fold models"


def test_a_title_keeps_the_underscores_of_names() -> None:
    assert clean_title("_Fast_ `curve_fit` of [a](http://a/b_(c).html)") == "Fast curve_fit of a"


@pytest.mark.parametrize(
    "heading",
    ["Before you begin", "Restart the kernel", "Import libraries", "Getting things ready"],
)
def test_a_heading_about_set_up_says_nothing_of_the_code(heading: str) -> None:
    assert is_dull(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Important: never mix samples",
        "Note",
        "It takes long, please be patient",
        "Programming tip",
        "Table of contents",
    ],
)
def test_a_word_to_the_reader_says_nothing_of_the_code(heading: str) -> None:
    assert is_dull(heading)


@pytest.mark.parametrize(
    "heading", ["Data preparation", "Restart the pump", "Note the pitch", "Contents of the tank"]
)
def test_a_heading_about_work_is_not_dull(heading: str) -> None:
    assert not is_dull(heading)


def test_a_long_name_ends_with_a_whole_word() -> None:
    name = identifier(["word"] * 20)

    assert name == "_".join(["word"] * 6)
    assert len(f"from .stages.{name} import {name}") <= WIDTH


def test_a_shortened_name_ends_with_a_word_that_waits_for_no_other() -> None:
    assert identifier("apply bagging to classify wines in the cellar".split()) == (
        "apply_bagging_to_classify_wines"
    )
    assert package_name("", "Weather Data Clustering of Towns using k-Means.ipynb") == (
        "weather_data_clustering_of_towns"
    )
    assert package_name("", "Plan B.ipynb") == "plan_b"


def test_a_long_name_that_is_taken_gives_its_words_for_others() -> None:
    parts = ["finetune", "with", "custom", "training"]
    taken = {"finetune_with_custom_training"}

    assert unique(parts, [["gauge", "model"], ["again"]], taken) == "finetune_gauge_model"
    assert unique(["load"], [["rain"]], {"load"}) == "load_rain"


def test_names_do_not_run_out() -> None:
    taken: set[str] = set()
    names = [unique(["show"], [], taken) for _ in range(700)]

    assert len(set(names)) == 700
    assert not any(character.isdigit() for name in names for character in name)


def test_a_field_is_named_for_whole_words_of_a_path() -> None:
    long = "data/rain-measured-by-the-harbour-office-every-hour.csv"

    assert of_path("data/wine-quality.csv?raw=1") == "wine_quality_csv"
    assert of_path(long) == "harbour_office_every_hour_csv"


@pytest.mark.parametrize(
    "numbered", ["(2) Set up", "1.2 Set up", "6.C.a Set up", "3) Set up", "2 - Set up"]
)
def test_a_title_goes_without_its_number(numbered: str) -> None:
    assert clean_title(numbered) == "Set up"
