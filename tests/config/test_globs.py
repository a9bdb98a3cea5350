import pytest

from nbprod.config import matches


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.ipynb", "/r/a/b.ipynb"),
        ("old", "/r/a/old/b.ipynb"),
        ("old/", "/r/old/b.ipynb"),
        ("a/*.ipynb", "/r/a/b.ipynb"),
        ("./a/*.ipynb", "/r/a/b.ipynb"),
        ("a/b", "/r/a/b/c/d.ipynb"),
        ("**/d.ipynb", "/r/a/b/c/d.ipynb"),
        ("**/d.ipynb", "/r/d.ipynb"),
        ("a/**", "/r/a/b/c/d.ipynb"),
        ("a/?.[!c]pynb", "/r/a/x.ipynb"),
    ],
)
def test_a_glob_names_the_file(glob: str, path: str) -> None:
    assert matches(glob, path, "/r")


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.py", "/r/a/b.pyc"),
        ("old", "/r/a/older/b.ipynb"),
        ("a/*.ipynb", "/r/a/b/c.ipynb"),
        ("b/*.ipynb", "/r/a/b/c.ipynb"),
        ("a.b", "/r/axb"),
    ],
)
def test_a_glob_leaves_others_alone(glob: str, path: str) -> None:
    assert not matches(glob, path, "/r")
