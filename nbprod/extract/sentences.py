"""Sentences of a notebook's markdown: which of them say what the code below computes.

A docstring tells what a function does to somebody who has the function alone. Most sentences of a
notebook speak to its reader: they tell what to install, look back at the figure above, or say
what came out. Such a sentence under a function is worse than the heading alone.
"""

from __future__ import annotations

import re

from nbprod.extract.naming import plain_links

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
_LOOKING_BACK = re.compile(
    r"(above|below|notice|observe|recall|remember|note|see|looks?|it|that|that's|this (is|was|looks|means|gives"
    r"|shows|tells)|so|now|then|but|and|or|also|however|great|ok|okay|cool|well|not bad|hmm|oops|as"
    r"|since|because|before|after|interesting\w*|surprising\w*|unfortunately|fortunately|indeed"
    r"|finally|again|another|other|there|these|those|they|he|she|what|why|how|if|source|sources"
    r"|reference|references|credits?|install|prerequisites?|thus|therefore|hence|instead|similarly"
    r"|for (example|instance)|first|firstly|second|secondly|third|next|last|lastly|to (do|start)"
    r"|oftentimes|often|the results?|where|when|while|suppose|assume|imagine|consider|sometimes|usually|luckily|in (this|the|order|other|general|fact|our)|we (can )?(now )?(see|saw|got|get|found|notice"
    r"|observe)|we( will| can)? (also|again)|we will be)\b",
    re.IGNORECASE,
)


def first_sentence(paragraph: str) -> str:
    """The first sentence of a paragraph, up to a mark that ends no abbreviation."""
    for found in _END.finditer(paragraph):
        sentence = paragraph[: found.end()]
        if not _SHORT.search(sentence):
            return sentence.strip()
    return paragraph.strip()


def is_docstring(sentence: str) -> bool:
    """Whether a sentence can stand under a function: it ends, and speaks of the work alone.

    >>> is_docstring("We scale each column to unit variance.")
    True
    >>> is_docstring("You can also change the region.")
    False
    """
    if not sentence.endswith(".") or not 3 <= len(sentence.split()) <= 40:
        return False
    if re.search(r"https?:|www\.|[$\\<>|=]|--|\.\.", sentence) or not _is_closed(sentence):
        return False
    return not (_TO_THE_READER.search(sentence) or _LOOKING_BACK.match(sentence))


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
        if len(kept) == len([line for line in lines if line]) and text:
            return plain(text)
    return ""


def plain(text: str) -> str:
    """Markdown as running text."""
    text = re.sub(r"<[^>]+>", "", plain_links(text))
    text = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()
