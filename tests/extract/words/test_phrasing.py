"""Headings as names of functions and modules."""

from __future__ import annotations

import pytest

from nbprod.extract.words.naming import identifier
from nbprod.extract.words.phrasing import further, phrase, topic


@pytest.mark.parametrize(
    ("heading", "activity", "nouns", "expected"),
    [
        ("Loading the births", "load", [], "load_births"),
        ("Missing values", "clean", ["df"], "clean_missing_values"),
        ("", "fit", ["forest"], "fit_forest"),
        ("2.1 Visualization of daily sales", "plot", [], "visualize_daily_sales"),
        ("Möbius strip", "plot", [], "plot_mobius_strip"),
        ("Train", "fit", ["random", "forest"], "train_random"),
        ("**What** is `Word2Vec`?", "", [], "compute_word2vec"),
        ("", "", ["check", "versions"], "check_versions"),
        ("Load NumPy arrays", "", [], "load_numpy_arrays"),
        ("Deploy", "deploy", ["deploy"], "deploy"),
        ("Training loss", "plot", [], "plot_training_loss"),
        ("Training the model", "plot", [], "train_model"),
        ("Learning curves of both", "plot", [], "plot_learning_curves"),
        ("Training pipeline", "fit", [], "fit_training_pipeline"),
        ("Q-Q plot", "plot", [], "plot_qq"),
        ("A/B test", "compute", [], "compute_ab_test"),
        ("t-SNE of the digits", "plot", [], "plot_tsne_of_digits"),
        ("Gauges and show gauges", "show", [], "show_gauges"),
        ("3D graphs of rain", "plot", [], "plot_3d_graphs"),
        ("The 2nd try", "fit", [], "fit_try"),
        ("Day 3: Crossed Wires", "compute", [], "compute_crossed_wires"),
        ("How to deploy gauges", "", [], "deploy_gauges"),
        ("Reusing both models", "", [], "reuse_both_models"),
        ("Construct a list of gauges", "load", [], "construct_list_of_gauges"),
        ("Inside the gauge house", "load", [], "load_inside_gauge_house"),
        ("Reverse the order", "plot", [], "reverse_order"),
        ("Reverse order", "plot", [], "plot_reverse_order"),
        ("Validating our approach", "fit", [], "validate_approach"),
        ("Deployment", "load", ["gauge"], "deploy_gauge"),
        ("Define and train the network", "load", [], "train_network"),
        ("Now is the time to fill gaps", "plot", [], "fill_gaps"),
        ("But this is too slow!", "plot", ["rain"], "plot_rain"),
        ("Feature selection is important", "fit", [], "select_feature"),
        ("P is for Precipitation", "", [], "compute_p_for_precipitation"),
        ("An end-to-end model of rain", "fit", [], "fit_model_of_rain"),
        ("STL applied to rain", "fit", [], "fit_stl_to_rain"),
        ("Removing residuals, trends and gaps", "fit", [], "remove_residuals"),
        ("Box plot: show the spread of days", "plot", [], "plot_box"),
        ("Effects of gaps", "fit", [], "examine_effects_of_gaps"),
        ("Effects of gaps", "plot", [], "plot_effects_of_gaps"),
        ("Rain vs. snow", "fit", [], "compare_rain_vs_snow"),
        ("Level 2: Table joins", "load", [], "load_table_joins"),
        ("Ways to handle the rain", "fit", [], "fit_ways_to_handle_rain"),
        ("Make gauges to build a dam", "load", [], "make_gauges"),
        ("No model nor test can answer questions of causes", "fit", ["rain"], "fit_rain"),
    ],
)
def test_a_stage_is_a_verb_and_its_nouns(
    heading: str, activity: str, nouns: list[str], expected: str
) -> None:
    assert identifier(phrase(heading, activity, nouns)) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Preparing test data for the prediction", "prepare_test_data"),
        ("Forecasting away from training data", "forecast_away_from_training_data"),
        ("A deep wide narrow tall network", "fit_narrow_tall_network"),
        ("Dots according to the book they came from", "fit_dots_according_to_book"),
        ("Grid search of steps and of the parameters of the model", "fit_grid_search"),
        ("Convert Yes and No to 1 or 0", "convert_yes_and_no"),
        ("Compare with rain.models.curve_fit", "compare_with_curve_fit"),
        ("Residuals vs. predicting rain", "fit_residuals_vs_predicting_rain"),
        ("Taking a peek at the rain", "take_peek_at_rain"),
    ],
)
def test_a_name_never_stops_in_the_middle_of_a_phrase(heading: str, expected: str) -> None:
    assert identifier(phrase(heading, "fit", [])) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Data preparation", "prepare_data"),
        ("Data pre-processing and feature engineering", "preprocess_data"),
        ("Loading and fine-tuning a pre-trained model", "load_pretrained_model"),
        ("Saving, loading finetuned models", "save_finetuned_models"),
        ("Step 4: Use ensembles", "use_ensembles"),
        ("Set up the cloud project", "set_up_cloud_project"),
        ("Set hyperparameters, metric definitions and options", "set_hyperparameters"),
        ("Set operations", "run_set_operations"),
        ("Experimenting with features", "experiment_with_features"),
        ("Batch transform", "transform_batch"),
        ("Cleaning up", "clean_up"),
    ],
)
def test_the_verb_is_the_headings_own_wherever_it_stands(heading: str, expected: str) -> None:
    assert identifier(phrase(heading, "load", [])) == expected


@pytest.mark.parametrize(
    ("heading", "activity", "expected"),
    [
        ("K-means clustering", "load", "run_k_means_clustering"),
        ("Linear regression", "fit", "fit_linear_regression"),
        ("Station positions", "load", "load_station_positions"),
    ],
)
def test_a_process_is_run_and_not_loaded(heading: str, activity: str, expected: str) -> None:
    assert identifier(phrase(heading, activity, [])) == expected


def test_no_function_is_named_like_a_test() -> None:
    assert phrase("Testing the network", "evaluate", [])[0] == "evaluate"


def test_a_longer_name_takes_the_next_phrase_of_the_heading() -> None:
    chosen = phrase("Running two jobs with your own image", "", [])

    assert chosen == ["run", "two", "jobs"]
    assert further("Running two jobs with your own image", chosen) == ["with", "own", "image"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Desired rain may not be measured", ["rain", "may", "not", "measured"]),
        ("Residuals don’t look normal", ["residuals", "not", "look", "normal"]),
        ("Not every station reports its rain daily", ["not", "reports", "rain", "daily"]),
        ("Without scaling", ["without", "scaling"]),
        ("Many dry winters had no missing wet days", ["no", "missing", "wet", "days"]),
        ("No rain means dry winter, rain means wet winter", ["means", "wet", "winter"]),
    ],
)
def test_a_shortened_heading_never_says_the_opposite(heading: str, said: list[str]) -> None:
    assert topic(heading) == said
    assert phrase(heading, "plot", []) == ["plot", *said]


def test_the_topic_of_a_heading_is_its_noun_phrase() -> None:
    assert topic("K-means clustering of faces") == ["k", "means", "clustering"]
    assert topic("Loading") == []
