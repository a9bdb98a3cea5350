"""Comments that say nothing to a reader: a lone `#` behind code, and excuses from another linter's day.

What a module must be excused from is asked anew of the linter that its owner will use, and is written
beside its line then.
"""

from __future__ import annotations

import io
import re
import tokenize

_IDLE = re.compile(r"#\s*(noqa\b.*)?", re.IGNORECASE)
_MAYBE = re.compile(r"#\s*(noqa|$)", re.IGNORECASE | re.MULTILINE)


def without_idle_remarks(text: str) -> str:
    """A module without such comments; whatever stands in its strings stays."""
    if not _MAYBE.search(text):
        return text
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and _IDLE.fullmatch(token.string):
            number, column = token.start
            before = lines[number - 1][:column]
            if before.strip():
                lines[number - 1] = before.rstrip()
    return "\n".join(lines)
