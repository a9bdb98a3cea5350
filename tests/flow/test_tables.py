"""A wrong fact table says where it is wrong and what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbprod.errors import FactError
from nbprod.flow.tables import read, table


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[call]]\nnames = ["f"]\nretruns = "a.B"\n', ':3: unknown word "retruns" in [[call]]; did you mean "returns"?'),
        ('title = "x"\n\n[[cal]]\nnames = ["f"]\n', ':3: unknown word "cal" in the file; did you mean "call"?'),
        ('[[call]]\nnames = ["f"]\nreads = "fiel"\n', ':1: unknown word "fiel" in reads of [[call]]; did you mean "file"?'),
        ('[[method]]\nnames = ["f"]\n', ":1: [[method]] needs `of`"),
        ("[[call]]\nreturns = 0\n", ":1: [[call]] needs `names`"),
        ('[[call]]\nnames = ["f"]\n\n[[call]]\nnames = ["g"]\nwhitout = ["x"]\n', ":6: unknown word"),
        ('[[type]]\nname = "shop.A"\nbase = ["b.B"]\n', ':3: unknown word "base" in [[type]]; did you mean "bases"?'),
        ("[[call]\n", "shop.toml: "),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FactError) as raised:
        read(written(tmp_path, text))

    assert said in str(raised.value)


def test_names_are_taken_below_the_import_name(tmp_path: Path) -> None:
    found = read(written(tmp_path, '[[call]]\nnames = ["a.f"]\nchanges = 0\n'))

    assert found.calls["shop.a.f"][0].changes == (0,)


def test_several_facts_about_one_name_are_kept_in_order(tmp_path: Path) -> None:
    text = '[[call]]\nnames = ["f"]\n\n[[call]]\nnames = ["f"]\nwith = { 0 = ["a", "None"] }\n'
    plain, narrow = read(written(tmp_path, text)).calls["shop.f"]

    assert plain.weight == 0
    assert narrow.with_ == ((0, ("a", None)),)


def test_an_empty_alias_is_the_library_itself(tmp_path: Path) -> None:
    found = read(written(tmp_path, '[aliases]\n"" = "market"\nold = "market.new"\n'))

    assert found.aliases == {"shop": "market", "shop.old": "market.new"}


def test_no_table_is_an_empty_table() -> None:
    assert not table("surely_nobody_has_this").calls
    assert not table("../builtins").calls
