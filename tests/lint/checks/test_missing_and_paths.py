"""Parts of a path that stand behind something unknown, and names that no cell could have bound."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


def test_a_part_behind_a_folder_is_no_absolute_path(put: Put) -> None:
    assert put("absolute-path", "import os\nopen(os.environ['DATA'] + '/train.zip')") == ()
    assert len(put("absolute-path", "open('/home/me' + '/train.zip')")) > 0


def test_an_ending_behind_a_name_is_no_relative_file(put: Put) -> None:
    assert put("relative-file", "import os\nopen(os.environ['NAME'] + '_part.tif')") == ()


@pytest.mark.parametrize("name", ["xrange", "unicode", "raw_input"])
def test_what_python_2_had_proves_no_deleted_cell(
    put: Put, cell: Callable[..., dict[str, object]], name: str
) -> None:
    ran = cell(f"{name}(3)") | {"execution_count": 4}
    assert put("definition-in-deleted-cell", ran) == ()
    assert len(put("undefined-name", ran)) == 1


def test_asking_about_a_keyword_reads_no_name(put: Put) -> None:
    assert put("undefined-name", "import?") == ()


OF_SHELL = {
    "what every shell has": "!ls $HOME ${USER}",
    "alternatives": "!mkdir -p out/{raw,clean}",
    "what was put into the environment": "import os\nos.environ['ROOT'] = root = 'a'\n!ls $ROOT",
    "what a magic put into the environment": "%env ROOT=a\n!ls $ROOT",
}


@pytest.mark.parametrize("cell", OF_SHELL.values(), ids=OF_SHELL.keys())
def test_no_cell_need_define_what_the_shell_knows(put: Put, cell: str) -> None:
    assert put("undefined-name", cell) == ()


def test_a_variable_that_nobody_binds_is_missing_in_shell(put: Put) -> None:
    assert len(put("undefined-name", "!ls $FOLDER {name}")) == 2


def test_what_the_shell_has_is_missing_in_python(put: Put) -> None:
    assert len(put("undefined-name", "print(HOME)")) == 1
