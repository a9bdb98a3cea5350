# `just` shows what there is to do; each recipe is one line that can be typed as well.

# List the recipes
help:
    @just --list --unsorted

# Set up .venv with everything that the recipes need
install:
    python3 -m venv .venv && .venv/bin/pip install -qU pip && .venv/bin/pip install -qe ".[verify]" --group dev

# Style, types and floors
check:
    .venv/bin/black --check . && .venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/lint-imports

# All tests; `just test -k words` for some
test *arguments:
    .venv/bin/pytest -n auto {{arguments}}

# Tests that take a moment each are left out
quick:
    .venv/bin/pytest -n auto -m "not slow"

# Take over changed references, consoles and stories; read the diff before you commit
accept:
    .venv/bin/pytest -n auto tests/test_docs.py tests/test_fixtures.py --accept; git diff --stat

# What CI does, from nothing
ci:
    bash .ci/run
