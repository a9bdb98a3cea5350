"""What all tests share: the option that takes over changed texts, and the shelf they are kept on."""

from __future__ import annotations

import pytest

from snapshot import Shelf, shelf


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="Rewrite kept texts that differ from what is made."
    )


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config) -> Shelf:
    """Texts kept in the repository, rewritten only under `--accept`."""
    return shelf(pytestconfig.getoption("--accept"))
