"""What to install for an import."""

from __future__ import annotations

import pytest

from nbprod.flow.distributions import distribution, is_known


@pytest.mark.parametrize(
    ("module", "wanted"),
    [
        ("cv2", "opencv-python"),
        ("sklearn.linear_model", "scikit-learn"),
        ("PIL.Image", "pillow"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.cloud.storage.blob", "google-cloud-storage"),
        ("mpl_toolkits.mplot3d", "matplotlib"),
        ("mpl_toolkits.basemap", "basemap"),
        ("numpy", "numpy"),
        ("huggingface_hub", "huggingface_hub"),
    ],
)
def test_the_longest_known_name_decides(module: str, wanted: str) -> None:
    assert distribution(module) == wanted
    assert is_known(module)


def test_an_unknown_module_is_taken_by_its_name_and_said_to_be_a_guess() -> None:
    assert distribution("some_thing.inner") == "some-thing"
    assert not is_known("some_thing.inner")


@pytest.mark.parametrize("module", ["os.path", "json", "", ".helpers"])
def test_nothing_is_installed_for_the_standard_library_and_relative_imports(module: str) -> None:
    assert distribution(module) is None
