"""Prompts that people paste along with code: `>>> x`, `In [1]: x`.

IPython strips them. Here they become spaces, so that columns hold and the text reads as indented.
"""

from __future__ import annotations

import re

_FIRST_CLASSIC = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*>>>(?=[ \t\n]|$)")
_CLASSIC = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?=[ \t\n]|\Z)[ \t]?", re.MULTILINE)
_FIRST_INPUT = re.compile(r"\s*(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |[^\n]*\n\s*\.{3,}:")
_INPUT = re.compile(r"^(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |[ \t]*\.{3,}: ?)", re.MULTILINE)
_BARE = re.compile(r"^[^\s#]", re.MULTILINE)


def strip_prompts(source: str) -> str:
    """Put spaces in place of prompts; the source itself where it has none."""
    if ">>>" in source and _FIRST_CLASSIC.match(source):
        return _spaced(source, _CLASSIC)
    if (": " in source or "...:" in source) and _FIRST_INPUT.match(source):
        return _spaced(source, _INPUT)
    return source


def _spaced(source: str, prompt: re.Pattern[str]) -> str:
    """Blank prompts of one width; `0;` gives one margin to prompts of several, and to lines without."""
    text = prompt.sub(lambda found: " " * len(found[0]), source)
    widths = {len(found[0]) for found in prompt.finditer(source) if not found[0].isspace()}
    if _BARE.search(text) is None and len(widths) == 1:
        return text
    return prompt.sub(lambda found: "0;" + " " * (len(found[0]) - 2), source)


def margin(source: str) -> int:
    """How many columns every line of `source` is indented by, as `textwrap.dedent` sees it."""
    first = re.match(r"(?:[ \t]*\n)*([ \t]+)\S", source)
    if not first:
        return 0
    common = first[1]
    for indent in re.findall(r"^([ \t]*)[^ \t\n]", source, re.MULTILINE):
        while not indent.startswith(common):
            common = common[:-1]
    return len(common)
