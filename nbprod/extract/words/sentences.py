"""Sentences of a notebook's markdown: which of them say what the code below does.

A docstring tells what a function does to somebody who has the function alone. Most sentences of a
notebook speak to its reader: they teach, tell what to install, look back at the figure above, or
say what came out. Such a sentence under a function is worse than the heading alone.
"""

from __future__ import annotations

import re

from nbprod.extract.statements.listing import listed
from nbprod.extract.words.naming import plain_links, unlinked
from nbprod.extract.words.vocabulary import NOT_FIRST, VERBS

_END = re.compile(r"[.!?](?=\s|$)")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|fig|figs|eq|eqs|approx|resp|ca|no|dr|mr|mrs|prof|st|a\.k\.a"
    r"|incl|sec|ch|pp?|u\.s)|\b[A-Z])\.$",
    re.IGNORECASE,
)

_TO_THE_READER = re.compile(
    r"\b(you|your|yours|yourself|you'\w+|readers?|let'?s|let us|please|note that|click|todo"
    r"|(this|the|next|following|previous|above|below) (notebook|tutorial|exercise|section|chapter"
    r"|cell|cells|example|lab|lesson|post|video|book|blog|code|plot|figure|graph|table|output)"
    r"|(?:above|below)(?=\W*$|[,;:)])|earlier|previously|as before|so far|here)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"(?:(?:now|then|next|here),? )?(?:we|i)(?:'ll| will| can)?(?: now| then)? ", re.I
)
"""Whom a sentence says to be at work: `We now`, `I'll`."""
_AFTER_ALL = re.compile(
    r"(?:(?:by|to|with|at|up)\b|(?:that|this|these|those|it|them|how|what|why|if|whether)\b)", re.I
)
"""What follows a verb that has no object of its own: `start by`, `see that`."""
_OURS = re.compile(r"\b(we|us|our|ours|i|my|me)\b", re.IGNORECASE)
_TELLING = listed(
    "see look try walk learn study understand explain introduce demonstrate discover explore search "
    "view show read recognize describe specify ask"
)
"""Verbs of what a notebook does with its reader."""
LONGEST = 84
"""Letters that stand on one line with the place they come from."""


def first_sentence(paragraph: str) -> str:
    """The first sentence of a paragraph, up to a mark that ends no abbreviation."""
    for found in _END.finditer(paragraph):
        sentence = paragraph[: found.end()]
        if not _SHORT.search(sentence):
            return sentence.strip()
    return paragraph.strip()


def deed(sentence: str) -> str:
    """A sentence as a docstring, if it says what is done and not what is the case; else nothing.

    >>> deed("We scale each column to unit variance.")
    'Scale each column to unit variance.'
    >>> deed("Of these 569 data points, 212 are malignant.")
    ''
    """
    speaker = _SPEAKER.match(sentence)
    said = sentence[speaker.end() :] if speaker else sentence
    verb, _, rest = said.partition(" ")
    known = verb.lower() in VERBS and (speaker or verb.lower() not in NOT_FIRST)
    if not known or verb.lower() in _TELLING or _AFTER_ALL.match(rest):
        return ""
    return said[0].upper() + said[1:] if _stands_alone(said) else ""


def _stands_alone(sentence: str) -> bool:
    """Whether a sentence ends, and needs nothing around it to be understood."""
    if not sentence.endswith(".") or not len(sentence.split()) >= 3 or len(sentence) > LONGEST:
        return False
    if re.search(r"https?:|www\.|[$\\<>|=]|--|\.\.", sentence) or not _is_closed(sentence):
        return False
    return not (_TO_THE_READER.search(sentence) or _OURS.search(sentence))


def is_introduction(paragraph: str) -> bool:
    """Whether a paragraph introduces a notebook: whole sentences, not the lead of a list."""
    whole = len(paragraph.split()) >= 5 and paragraph[-1] in ".!"
    return whole and not _NO_INTRODUCTION.match(paragraph)


_NO_INTRODUCTION = re.compile(
    r"(you can|you may|please|click|if you|to (run|start|begin|open|install)|press|order|copyright"
    r"|licen[sc]e|author|run (this|the)|make sure)\b",
    re.IGNORECASE,
)


def _is_closed(sentence: str) -> bool:
    return all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "{}"))


def first_paragraph(source: str) -> str:
    """The first paragraph of a markdown cell that is prose."""
    for block in re.split(r"\n\s*\n", source):
        lines = [line.strip() for line in block.split("\n")]
        kept = [line for line in lines if line and not re.match(r"[#>|!<$`*+-]|\d+\.|=+$", line)]
        text = " ".join(kept)
        if len(kept) == len([line for line in lines if line]) and text and not _is_badge(text):
            return plain(text)
    return ""


def _is_badge(text: str) -> bool:
    """Whether a paragraph only links elsewhere, or tells how a machine tested the notebook."""
    return not re.search(r"\w", unlinked(text)) or bool(_OF_TESTS.search(text))


_OF_TESTS = re.compile(r"\b(CI (test|status|result|badge|build)|(build|test) status|badges? )")


def plain(text: str) -> str:
    """Markdown as running text."""
    text = re.sub(r"<[^>]+>", "", plain_links(text))
    text = _ESCAPE.sub(r"\1", text)
    text = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()


_ESCAPE = re.compile(r"\\([\[\]*_`#<>!|.-])")
"""A sign that Markdown is told to leave alone."""
