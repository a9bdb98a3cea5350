"""What facts say of calls, and how the best of several is chosen."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nbprod.flow.effects import Fact, Knowledge, exports
from nbprod.flow.tables import table
from nbprod.knowledge import home

TABLES = sorted(path.stem for path in (home() / "facts").glob("*.toml"))


def fact(name: str, call: str = "f()", *libraries: str) -> Fact:
    found = Knowledge(libraries).fact(name, _call(call))
    assert found is not None
    return found


def _call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


@pytest.mark.parametrize(
    ("call", "reads", "writes"),
    [
        ("open('a')", "file", ""),
        ("open('a', 'rb')", "file", ""),
        ("open('a', 'w')", "", "file"),
        ("open('a', mode='ab')", "", "file"),
        ("open('a', mode)", "file", ""),
    ],
)
def test_open_reads_or_writes_by_its_mode(call: str, reads: str, writes: str) -> None:
    found = fact("builtins.open", call)

    assert (found.reads, found.writes) == (reads, writes)


def test_inplace_changes_the_frame_and_returns_nothing() -> None:
    changed = fact("pandas.DataFrame.drop", "df.drop(columns=['a'], inplace=True)")
    kept = fact("pandas.DataFrame.drop", "df.drop(columns=['a'])")

    assert (changed.changes, changed.returns) == (("self",), "builtins.NoneType")
    assert (kept.changes, kept.returns) == ((), "pandas.DataFrame")


@pytest.mark.parametrize("told", ["inplace=flag", "**told"])
def test_what_may_be_in_place_may_change_the_frame(told: str) -> None:
    found = fact("pandas.DataFrame.drop", f"df.drop(columns=['a'], {told})")

    assert (found.changes, found.certain) == (("self",), False)


@pytest.mark.parametrize("told", ["inplace=False", "columns=flag", "*told"])
def test_what_is_not_in_place_changes_nothing(told: str) -> None:
    found = fact("pandas.DataFrame.drop", f"df.drop({told})")

    assert (found.changes, found.certain) == ((), True)


def test_a_new_object_has_the_type_of_the_receiver() -> None:
    assert fact("pandas.Series.fillna").returns == "pandas.Series"
    assert fact("pandas.DataFrame.fillna").returns == "pandas.DataFrame"


def test_appending_changes_a_list_but_no_frame_and_no_results() -> None:
    assert fact("builtins.list.append").changes == ("self",)
    assert fact("pandas.DataFrame.append").changes == ()
    assert fact("statsmodels.base.model.Results.append").changes == ()


def test_a_graph_and_a_figure_are_changed_by_their_methods() -> None:
    assert fact("networkx.DiGraph.add_node").changes == ("self",)
    assert fact("matplotlib.axes.Axes.set").changes == ("self",)


def test_fitting_changes_an_estimator_and_gives_it_back() -> None:
    fitted = fact("sklearn.svm.SVC.fit")

    assert (fitted.changes, fitted.returns) == (("self",), "self")


def test_an_estimator_draws_only_without_a_seed() -> None:
    name = "sklearn.ensemble.RandomForestClassifier"

    assert fact(name, "F()").uses == ("random:numpy",)
    assert fact(name, "F(random_state=None)").uses == ("random:numpy",)
    assert fact(name, "F(random_state=7)").uses == ()
    assert fact(name, "F(random_state=7)").returns == name


def test_views_of_an_array_share_its_memory_and_copies_do_not() -> None:
    assert fact("numpy.ndarray.reshape").shares == ("self",)
    assert fact("numpy.ndarray.copy").shares == ()
    assert fact("numpy.asarray").shares[:1] == (0,)


def test_a_module_moves_itself_and_a_tensor_does_not() -> None:
    assert fact("torch.nn.Linear.to").changes == ("self",)
    assert fact("torch.Tensor.to").changes == ()
    assert fact("torch.Tensor.add_").changes == ("self",)


def test_an_optimizer_holds_the_parameters_it_changes() -> None:
    assert 0 in fact("torch.optim.Adam").shares
    assert fact("torch.optim.Adam.step").changes == ("self",)


def test_keras_is_the_same_inside_tensorflow() -> None:
    knowledge = Knowledge(["tensorflow"])

    assert knowledge.canonical("tensorflow.keras.Model") == "keras.models.Model"
    assert fact("tensorflow.keras.Sequential.fit").changes == ("self",)


def test_pylab_is_pyplot() -> None:
    assert fact("pylab.plot").uses == ("figure",)


def test_what_no_table_names_is_pure_where_the_library_says_so() -> None:
    assert fact("numpy.linalg.norm") == Fact(general=True)
    assert fact("torch.made.up.thing") == Fact(returns="torch.Tensor", general=True)
    assert Knowledge(()).fact("pandas.DataFrame.no_such_method", _call("f()")) is None


@pytest.mark.parametrize(
    "method",
    ["tensorflow.Session.run", "tensorflow.io.TFRecordWriter.write", "diffusers.UNet2DModel.to"],
)
def test_what_is_said_of_a_library_s_functions_is_not_said_of_methods(method: str) -> None:
    owner = method.rpartition(".")[0]

    assert Knowledge(()).fact(method, _call("x.f()")) is None
    assert Knowledge(()).fact(owner, _call("X()")) is not None


def test_a_visualizer_shows_on_the_current_figure() -> None:
    assert fact("yellowbrick.cluster.KElbowVisualizer.poof").uses == ("figure",)


def test_a_distribution_is_a_series_and_more() -> None:
    assert fact("empiricaldist.Pmf.plot").uses == ("figure",)
    assert fact("empiricaldist.Pmf.normalize").changes == ("self",)
    assert fact("empiricaldist.Cdf.from_seq").returns == "empiricaldist.Cdf"


def test_a_tokenizer_of_whatever_class_only_answers() -> None:
    assert fact("transformers.BertTokenizer.decode") == Fact()
    assert Knowledge(()).fact("transformers.BertTokenizer.add_tokens", _call("f()")) is None


def test_two_stars_speak_of_methods_as_well() -> None:
    assert fact("torchtext.datasets.IMDB").reads == "dataset"
    assert fact("torchtext.datasets.IMDB.splits").reads == "dataset"


def test_a_class_within_a_class_is_made_like_others() -> None:
    assert fact("google.cloud.aiplatform_v1.IndexDatapoint.Restriction") == Fact(general=True)


def test_a_module_that_is_named_like_a_class_has_functions() -> None:
    assert fact("PIL.ImageFilter.GaussianBlur") == Fact(general=True)
    assert fact("PIL.Image.effect_noise") == Fact(general=True)


@pytest.mark.parametrize("told", ["out_file='tree.dot'", "'tree.dot'", "buffer", "out_file=buffer"])
def test_a_tree_is_written_where_something_takes_it(told: str) -> None:
    found = fact("sklearn.tree.export_graphviz", f"f(tree, {told})")

    assert found.writes == "file"
    assert "out_file" in found.changes


@pytest.mark.parametrize("told", ["", "out_file=None", "None, 3"])
def test_a_tree_is_given_back_where_nothing_takes_it(told: str) -> None:
    found = fact("sklearn.tree.export_graphviz", f"f(tree, {told})")

    assert (found.returns, found.writes, found.changes) == ("builtins.str", "", ())


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("load_iris()", "sklearn.utils.Bunch"),
        ("load_iris(as_frame=False)", "sklearn.utils.Bunch"),
        ("load_iris(as_frame=True)", None),
        ("fetch_california_housing(as_frame=True)", None),
        ("fetch_openml('mnist_784')", None),
        ("fetch_openml('mnist_784', as_frame=False)", "sklearn.utils.Bunch"),
    ],
)
def test_a_data_set_holds_arrays_unless_it_may_be_a_frame(call: str, kind: str | None) -> None:
    found = fact(f"sklearn.datasets.{call.partition('(')[0]}", call)

    assert (found.returns, found.reads) == (kind, "dataset")


@pytest.mark.parametrize(
    "name", ["np.random.rand", "util.testing.makeDataFrame", "_testing.makeTimeSeries"]
)
def test_what_pandas_lends_draws_from_numpy_s_generator(name: str) -> None:
    assert fact(f"pandas.{name}").uses == ("random:numpy",)


@pytest.mark.parametrize("display", ["ConfusionMatrixDisplay", "RocCurveDisplay"])
def test_a_display_of_scores_draws(display: str) -> None:
    name = f"sklearn.metrics.{display}"

    assert fact(f"{name}.plot").uses == ("figure",)
    assert fact(f"{name}.from_predictions").uses == ("figure",)
    assert fact(f"{name}.from_predictions").returns == name


def test_what_is_told_by_name_is_not_general() -> None:
    assert fact("seaborn.despine").general
    assert not fact("seaborn.lineplot").general
    assert not fact("matplotlib.axes.Axes.made_up").general


def test_nothing_is_known_of_an_unknown_library() -> None:
    assert Knowledge(["nowhere"]).fact("nowhere.f", _call("f()")) is None


def test_any_class_of_a_hub_library_can_be_fetched() -> None:
    found = fact("transformers.AutoModelForCausalLM.from_pretrained", "f('gpt2')")

    assert found.reads == "model"
    assert found.returns == "transformers.AutoModelForCausalLM"


def test_a_method_of_an_unknown_receiver_is_known_where_all_agree() -> None:
    found = Knowledge(["sklearn"]).fact(".fit", _call("model.fit(x)"))

    assert found is not None
    assert found.changes == ("self",)
    assert not found.certain


def test_a_method_of_an_unknown_receiver_is_in_doubt_where_libraries_differ() -> None:
    assert Knowledge(["pandas"]).fact(".append", _call("x.append(1)")) is None


def test_what_an_unknown_receiver_does_depends_on_the_imports_alone() -> None:
    knowledge = Knowledge([])
    before = knowledge.fact(".append", _call("x.append(1)"))
    knowledge.fact("pandas.DataFrame.append", _call("f()"))

    assert knowledge.fact(".append", _call("x.append(1)")) == before


def test_star_exports_are_known_for_modules_and_submodules() -> None:
    assert "zeros" in (exports("numpy") or ())
    assert "col" in (exports("pyspark.sql.functions") or ())
    assert exports("nowhere") is None
    assert exports("../numpy") is None


@pytest.mark.parametrize("name", TABLES)
def test_every_table_holds(name: str) -> None:
    assert table(name).calls or table(name).aliases or table(name).distribution


def test_every_type_that_is_named_is_known_or_can_be_imported() -> None:
    unknown = sorted(
        f"{name}: {kind}"
        for name in TABLES
        for kind in set(_named_types(name))
        if not Knowledge([]).type(kind) and not _exists(kind)
    )

    assert not unknown, "\n".join(unknown)


def _named_types(name: str) -> Iterator[str]:
    for facts in table(name).calls.values():
        for each in facts:
            if isinstance(each.returns, str) and "." in each.returns:
                inner = each.returns.removeprefix("tuple[").removesuffix("]")
                yield from (part.strip() for part in inner.split(","))
    for kind in table(name).types.values():
        yield from (*kind.bases, *kind.attributes.values())
        yield from (said for said in (kind.items, kind.iterates) if said)


INSTALLED = [name for name in TABLES if importlib.util.find_spec(name)]


@pytest.mark.parametrize("name", INSTALLED)
def test_every_function_of_an_installed_library_exists_there(name: str) -> None:
    data = tomllib.loads((home() / "facts" / f"{name}.toml").read_text("utf-8"))
    sometimes = set(data.get("sometimes", ()))
    named = {word for row in data.get("call", ()) for word in row["names"] if "*" not in word}
    missing = sorted(w for w in named - sometimes if _exists(f"{name}.{w}") is False)

    assert not missing, f"{name}: {', '.join(missing)}"


@cache
def _exists(name: str) -> bool | None:
    """Whether a dotted name can be reached; None where its library is not there to ask."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join(parts[:end])
        found = _imported(module)
        if found is None and end < len(parts) and _lies_there(module):
            return None
        if found is not None:
            return _reaches(found, parts[end:])
    return None


def _reaches(found: object, parts: list[str]) -> bool | None:
    for part in parts:
        if getattr(found, "__file__", "") is None:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = getattr(found, part)
        except AttributeError:
            return False
        except Exception:
            return None
    return True


def _imported(name: str) -> object | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(name)
        except Exception:
            return None


def _lies_there(name: str) -> bool:
    """Whether a module is installed, even where something that it needs is not."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def test_facts_lie_beside_their_exports() -> None:
    stray = [p.name for p in Path(home() / "facts").iterdir() if p.suffix not in (".toml", "")]

    assert not stray


@pytest.mark.parametrize("name", ["norm", "maxwell", "invwishart"])
def test_every_distribution_draws_unless_it_is_given_a_seed(name: str) -> None:
    seeded = fact(f"scipy.stats.{name}.rvs", "f(3, random_state=1)", "scipy")

    assert seeded.uses == ()
    assert fact(f"scipy.stats.{name}.rvs", "f(3)", "scipy").uses == ("random:numpy",)
