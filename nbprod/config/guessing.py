"""Help for misspelt words."""

from __future__ import annotations

from typing import Any


def did_you_mean(name: str, known: Any) -> str:
    """Help for a misspelt word: `; did you mean "select"?`, or what is known where nothing is near."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(sorted(known))}"
