"""Globs of the settings: which files a pattern names."""

from __future__ import annotations

import os
import re
from functools import cache


@cache
def matches(glob: str, path: str | os.PathLike[str], root: str | os.PathLike[str]) -> bool:
    """Whether a glob, written in a settings file that lies in `root`, names `path`.

    `*` stops at a slash, `**` does not; a glob without a slash is held against every folder and
    the file's own name; a glob that names a folder names all that is in it.
    """
    below = os.path.relpath(path, root).replace(os.sep, "/")
    pattern = glob.strip("/").removeprefix("./")
    if "/" in pattern:
        return re.fullmatch(_regex(pattern) + "(/.*)?", below) is not None
    return any(re.fullmatch(_regex(pattern), part) for part in below.split("/"))


@cache
def _regex(glob: str) -> str:
    """A glob as a regular expression."""
    words = re.split(r"(\*\*/|\*\*|\*|\?|\[[^]]+\])", glob)
    return "".join(_word(word) for word in words)


def _word(word: str) -> str:
    if word.startswith("[") and word.endswith("]"):
        return "[" + re.sub(r"^!", "^", word[1:-1]).replace("\\", r"\\") + "]"
    return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(word, re.escape(word))
