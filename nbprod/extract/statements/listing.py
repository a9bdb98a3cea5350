"""Word lists, written as running text."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(listed("load clean"))
    ['clean', 'load']
    """
    return frozenset(text.split())
