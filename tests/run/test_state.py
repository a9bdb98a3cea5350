from __future__ import annotations

import os
from pathlib import Path

import pytest

from nbprod.config import Config
from nbprod.run import state


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a rule page of our own."""
    page = tmp_path / "ours" / "acme" / "page.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Page")
    state.forget()
    return page


def test_the_key_differs_when_a_page_has_changed(pages: Path, tmp_path: Path) -> None:
    config = Config(rules=("ours",), root=tmp_path)
    before = state.key_of(config)
    assert state.key_of(config) == before

    os.utime(pages, (1, 1))
    state.forget()
    assert state.key_of(config) != before


def test_the_key_differs_when_a_page_is_added_or_gone(pages: Path, tmp_path: Path) -> None:
    config = Config(rules=("ours",), root=tmp_path)
    before = state.key_of(config)

    (pages.parent / "more.md").write_text("# More")
    state.forget()
    with_more = state.key_of(config)
    (pages.parent / "more.md").unlink()
    pages.unlink()
    state.forget()
    assert len({before, with_more, state.key_of(config)}) == 3


def test_in_a_checkout_the_key_differs_when_the_program_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "nbprod" / "lint.py"
    source.parent.mkdir()
    source.write_text("x = 1")
    monkeypatch.setattr("nbprod.run.state.nbprod.__file__", str(tmp_path / "nbprod" / "x.py"))

    def key() -> str:
        state._program.cache_clear()
        return state.key_of(Config())

    before = key()
    os.utime(source, (1, 1))
    after = key()
    monkeypatch.undo()
    state._program.cache_clear()
    assert before != after


def test_a_folder_that_is_missing_has_no_state(tmp_path: Path) -> None:
    state.forget()

    assert state.pages_of(Config(rules=("nowhere",), root=tmp_path)) == ""
