"""Calls and lists that the author broke for a narrower page, on one line again where they fit.

Black takes a comma before a closing bracket for the wish to have a line for each element. Notebooks
carry such commas from editors that break at 79 or 88 columns. What is laid out as rows stays so:
dictionaries, and collections of collections.
"""

from __future__ import annotations

import keyword
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

_CLOSES = {")": "(", "]": "[", "}": "{"}
_GAPS = (tokenize.NL, tokenize.NEWLINE)


@dataclass(slots=True)
class _Bracket:
    """An open bracket, and what has been seen inside of it."""

    kind: str
    follows: str
    """The token before it: a name or a closing bracket makes it a call or a subscript."""
    commas: int = 0
    rows: bool = False
    """Whether it holds pairs, or an element that is a collection itself."""
    said: bool = False
    """Whether it holds a comment."""

    @property
    def is_asked(self) -> bool:
        """Whether it belongs to what is before it: a call, a signature, a subscript."""
        word = keyword.iskeyword(self.follows) or keyword.issoftkeyword(self.follows)
        name = self.follows.isidentifier() and not word
        return name or self.follows.endswith((")", "]", "}", '"', "'"))

    def may_gather(self) -> bool:
        """Whether its last comma is for the layout alone."""
        if self.said or (self.kind == "[" and self.is_asked):
            return False
        if self.kind == "(" and self.is_asked:
            return True
        return not self.rows and (self.kind != "(" or self.commas > 1)


def gathered(text: str) -> str:
    """A module without commas that only keep elements on lines of their own.

    Raises:
        tokenize.TokenError: where Python cannot read the text
    """
    lines = text.splitlines(keepends=True)
    for line, column in sorted(_needless(text), reverse=True):
        lines[line - 1] = lines[line - 1][:column] + lines[line - 1][column + 1 :]
    return "".join(lines)


def _needless(text: str) -> Iterator[tuple[int, int]]:
    """Where such commas stand."""
    around: list[_Bracket] = []
    before, comma = "", (0, 0)
    imports = False
    for token in _outside_texts(text):
        said = token.string
        if token.type == tokenize.COMMENT and around:
            around[-1].said = True
        elif token.type == tokenize.OP and said in _CLOSES.values():
            if around and (before in ("", ",") or before == around[-1].kind):
                around[-1].rows = True
            around.append(_Bracket(said, before))
        elif token.type == tokenize.OP and said in _CLOSES and around:
            closed = around.pop()
            if before == "," and not imports and closed.may_gather():
                yield comma
            if around:
                around[-1].said |= closed.said
        elif around and said == ",":
            around[-1].commas, comma = around[-1].commas + 1, token.start
        elif around and said == ":" and around[-1].kind == "{":
            around[-1].rows = True
        if token.type == tokenize.NEWLINE:
            before, imports = "", False
        elif token.type not in (*_GAPS, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT):
            imports = imports or (not before and said in ("from", "import"))
            before = said


def _outside_texts(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a module; from Python 3.12 on those within an f-string are tokens too."""
    depth = 0
    for token in tokenize.generate_tokens(StringIO(text).readline):
        kind = tokenize.tok_name[token.type]
        depth -= kind.endswith("STRING_END")
        if not depth:
            yield token
        depth += kind.endswith("STRING_START")
