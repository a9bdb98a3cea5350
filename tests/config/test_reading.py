from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.config import Config, load, nearest
from nbprod.config.locating import line_of
from nbprod.config.model import default, settings
from nbprod.config.reading import read
from nbprod.errors import ConfigError
from nbprod.finding import Severity


def write(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_every_setting_can_be_said(tmp_path: Path) -> None:
    config = read(
        write(
            tmp_path,
            """
[tool.nbprod]
select = ["hidden-state", "NBP501"]
extend-select = ["cost"]
ignore = ["star-import"]
rules = ["our-rules"]
fail-on = "warning"
exclude = ["old"]
extend-exclude = ["drafts"]
respect-gitignore = false
cache-dir = "/tmp/cache"
cache-size = 8
baseline = "nbprod-baseline.json"
per-file-ignores = { "legacy/**" = ["hidden-state"] }

[tool.nbprod.severity]
absolute-path = "error"

[tool.nbprod.options.giant-cell]
max-lines = 40

[tool.nbprod.data."raw/*.csv"]
owner = "sales"
licence = "internal"
refresh = "daily"
description = "Orders."

[tool.nbprod.extract]
target = "airflow"
""",
        )
    )

    assert config.severity == {"absolute-path": Severity.ERROR}
    assert config.options == {"giant-cell": {"max_lines": 40}}
    assert config.data["raw/*.csv"].owner == "sales"
    assert config.rule_folders == (tmp_path / "our-rules",)
    assert config.fail_on is Severity.WARNING
    assert config.cache_folder == Path("/tmp/cache")
    untouched = [f.name for f in settings() if getattr(config, f.name) == default(f)]
    assert untouched == []


def test_own_file_wins_over_the_shared_one(tmp_path: Path) -> None:
    write(tmp_path, '[tool.nbprod]\nselect = ["a"]')
    own = write(tmp_path, 'select = ["b"]', "nbprod.toml")

    assert nearest(tmp_path) == own
    assert load(tmp_path).select == ("b",)


def test_a_project_without_settings_leaves_the_word_to_the_folder_above(tmp_path: Path) -> None:
    above = write(tmp_path, '[tool.nbprod]\nselect = ["a"]')
    write(tmp_path / "inner", '[project]\nname = "x"')

    assert nearest(tmp_path / "inner") == above


def test_without_any_file_the_repository_is_the_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "notebooks").mkdir()

    assert load(tmp_path / "notebooks") == Config(root=tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            "[tool.nbprod]\n\nselct = []",
            3,
            'unknown setting "selct" in [tool.nbprod]; did you mean "select"?',
        ),
        ('[tool.nbprod]\nselect = "a"', 2, "`select` must be a list of text"),
        ('[tool.nbprod]\nselect = ["a", 3]', 2, "`select` must be a list of text"),
        (
            '[tool.nbprod]\nfail-on = "eror"',
            2,
            'unknown severity "eror" in [tool.nbprod]; did you mean "error"?',
        ),
        (
            '[tool.nbprod.severity]\nx = "eror"',
            2,
            'unknown severity "eror" in [tool.nbprod.severity]',
        ),
        ('[tool.nbprod.data."a.csv"]\nownr = "x"', 2, 'unknown word "ownr"'),
        ('[tool.nbprod.data."a.csv"]\nowner = 1', 2, "must be text"),
        ("[tool.nbprod]\ncache-size = true", 2, "`cache-size` must be a whole number"),
        ("[tool.nbprod]\nseverity = 1", 2, "`severity` must be a table"),
        ("[tool.nbprod]\noptions = {a = 1}", 2, "`options.a` must be a table"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = write(tmp_path, text)

    with pytest.raises(ConfigError) as raised:
        read(path)

    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert said in str(raised.value)


def test_a_file_that_is_no_toml_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no TOML"):
        read(write(tmp_path, "select = [", "nbprod.toml"))


def test_a_missing_file_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path / "nbprod.toml")


def test_each_setting_knows_where_it_was_said(tmp_path: Path) -> None:
    path = write(tmp_path, '\nselect = ["a"]\n[data."x.csv"]\nowner = "me"', "nbprod.toml")
    config = read(path).over("", ignore=("b",), fail_on=None)

    assert config.origins == {"select": f"{path}:2", "data": f"{path}:3", "ignore": "--ignore"}


@given(st.lists(st.sampled_from(["a", "b", "c-d"]), min_size=1, max_size=4))
def test_a_dotted_key_is_found_at_its_own_line(parts: list[str]) -> None:
    text = f"# comment\nother = 1\n{'.'.join(parts)} = 2\n"

    assert line_of(text, tuple(parts)) == 3
