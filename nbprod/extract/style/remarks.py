"""Comments that say nothing to a reader: a lone `#` behind code, and excuses from another linter's day.

What a module must be excused from is asked anew of the linter that its owner will use, and is written
beside its line then. Of the forms that Colab makes of comments the words stay: `# @title Rain`.
"""

from __future__ import annotations

import io
import re
import tokenize

_IDLE = re.compile(r"#\s*((noqa|@param)\b.*|@(title|markdown)\s*)?", re.IGNORECASE)
_FORM = re.compile(r"#\s*@(title|markdown)\s+(?=\S)")
_MAYBE = re.compile(r"#\s*(noqa|@|$)", re.IGNORECASE | re.MULTILINE)


def without_idle_remarks(text: str) -> str:
    """A module without such comments; whatever stands in its strings stays."""
    if not _MAYBE.search(text):
        return text
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        number, column = token.start
        before = lines[number - 1][:column]
        if _IDLE.fullmatch(token.string):
            around = (lines[number - 2 : number - 1], lines[number : number + 1])
            parts = any(line.lstrip()[:1] == "#" for each in around for line in each)
            kept = parts and not before.strip()  # it parts a comment in paragraphs
            lines[number - 1] = lines[number - 1] if kept else before.rstrip()
        else:
            lines[number - 1] = before + _FORM.sub("# ", token.string)
    return "\n".join(lines)
