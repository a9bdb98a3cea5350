"""Imports and install lines become dependencies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nbprod.errors import NbprodError
from nbprod.extract.files.environment import Environment, environment
from nbprod.extract.files.requirements import Requirement, likely_own, requirements
from nbprod.extract.plan import Imported, Install, Plan
from nbprod.place import CellRef
from plans import SALES, SINGLE
from stories import planned

HERE = Environment(
    "3.12.1",
    {"sklearn": ("scikit-learn",), "pandas": ("pandas",), "google": ("google-auth", "protobuf"),
     "PIL": ("pillow",), "oddly": ("Strange.Name",)},
    {"scikit-learn": "1.5.0", "pandas": "2.2.0", "Strange.Name": "3.0", "torch": "2.4.0+cu121"},
)  # fmt: skip


def of(*modules: str, installs: tuple[str, ...] = (), here: Environment = HERE) -> list[str]:
    return [each.text for each in requirements(asking(modules, installs), here)]


def asking(modules: tuple[str, ...], installs: tuple[str, ...]) -> Plan:
    return replace(
        SINGLE,
        imports=tuple(Imported(module) for module in modules),
        installs=tuple(Install(text, CellRef(0)) for text in installs),
    )


def test_what_is_installed_is_named_and_pinned() -> None:
    assert of("sklearn", "pandas") == ["pandas==2.2.0", "scikit-learn==1.5.0"]


def test_distribution_that_only_metadata_knows_is_found() -> None:
    assert of("oddly") == ["Strange.Name==3.0"]


def test_what_is_not_installed_is_known_by_the_table() -> None:
    [found] = requirements(asking(("cv2",), ()), HERE)

    assert found == Requirement("opencv-python", "known", "cv2")


def test_installers_are_no_dependencies() -> None:
    assert of(installs=("pip>=24", "uv", "PIL")) == ["PIL"]


def test_unknown_import_is_marked_as_a_guess() -> None:
    [found] = requirements(asking(("zzyzx_tools",), ()), HERE)

    assert (found.text, found.origin) == ("zzyzx-tools", "guess")


def test_version_of_the_notebooks_own_line_pins_what_is_not_installed() -> None:
    assert of("cv2", installs=("opencv-python == 4.8.0.76",)) == ["opencv-python==4.8.0.76"]


def test_the_build_that_the_notebook_installs_brings_the_module_alone() -> None:
    assert of("cv2", installs=("opencv-python-headless",)) == ["opencv-python-headless"]
    assert of("cv2", installs=("opencv-extras",)) == ["opencv-extras", "opencv-python"]


def test_named_environment_wins_over_the_notebooks_line_and_that_over_ours() -> None:
    line = ("pandas>=1,<2",)

    assert of("pandas", installs=line) == ["pandas>=1,<2"]
    assert of("pandas", installs=line, here=replace(HERE, named=True)) == ["pandas==2.2.0"]


@pytest.mark.parametrize(
    "lines", [("cv2-x", "cv2-x==4"), ("cv2-x==4", "cv2-x"), ("cv2-x==3", "cv2_x==4", "cv2-x")]
)
def test_of_several_lines_for_one_library_the_last_with_a_version_counts(
    lines: tuple[str, ...],
) -> None:
    [found] = of(installs=lines)

    assert found.endswith("==4")


def test_installed_and_never_imported_is_a_dependency_too() -> None:
    assert of(installs=("openpyxl", "dask[complete]>=2024.1")) == [
        "dask[complete]>=2024.1",
        "openpyxl",
    ]


def test_local_build_of_a_version_is_not_pinned() -> None:
    assert of("torch") == ["torch"]


@pytest.mark.parametrize(
    ("line", "requirement"),
    [
        ("git+https://github.com/o/tool.git@v2#egg=tool", "tool @ git+https://github.com/o/tool.git@v2"),
        ("git+https://github.com/o/tool.git", "tool @ git+https://github.com/o/tool.git"),
        ("tool @ git+https://github.com/o/tool", "tool @ git+https://github.com/o/tool"),
        ("https://e.org/tool-1.0-py3-none-any.whl", "tool @ https://e.org/tool-1.0-py3-none-any.whl"),
    ],
)  # fmt: skip
def test_addresses_become_direct_requirements(line: str, requirement: str) -> None:
    assert of(installs=(line,)) == [requirement]


@pytest.mark.parametrize("line", ["./here", "-r", "requirements.txt", "{package}", "$NAME", "a/b"])
def test_what_is_no_distribution_is_left_out(line: str) -> None:
    assert of(installs=(line,)) == []


def test_module_beside_the_notebook_is_no_distribution() -> None:
    assert requirements(asking(("utils",), ()), HERE, ["utils"]) == ()


def test_what_looks_like_a_file_of_ones_own_is_no_guess() -> None:
    made = asking(("utils", "zzyzx_tools"), ())

    assert likely_own(made, HERE) == ("utils",)
    assert likely_own(made, replace(HERE, brings={"utils": ("utils",)})) == ()


def test_what_only_a_hosted_machine_has_is_no_dependency() -> None:
    assert of("google.colab", "kaggle_secrets", "google.cloud.storage") == ["google-cloud-storage"]


def test_what_prints_frames_needs_pandas() -> None:
    assert of("seaborn", here=Environment("3.12")) == ["pandas", "seaborn"]


def test_optional_imports_are_an_extra() -> None:
    made = replace(SINGLE, imports=(Imported("pandas", optional=True),))

    assert [each.group for each in requirements(made, HERE)] == ["optional"]


def test_frames_that_are_handed_over_bring_parquet_as_an_extra() -> None:
    made = replace(SALES, imports=(Imported("pandas"),))

    assert Requirement("pyarrow", "known", group="artifacts") in requirements(made, HERE)


def test_this_interpreter_tells_what_it_has() -> None:
    here = environment()

    assert here.brings["black"] == ("black",)
    assert here.versions["black"]
    assert not here.named


def test_interpreter_that_is_none_is_told_in_a_sentence() -> None:
    with pytest.raises(NbprodError, match=r"cannot say what is installed.*--python"):
        environment("/nowhere/python")


def test_what_is_found_only_below_a_change_of_the_path_is_installed_on_no_guess() -> None:
    below = planned(
        "import sys\nsys.path.append('..')", "import pandas\nimport showers", "showers.go()"
    )
    above = planned(
        "import showers\nimport sys", "sys.path.append('..')\nimport showers", "showers.go()"
    )

    assert likely_own(below, HERE) == ("showers",)
    assert likely_own(above, HERE) == ()
