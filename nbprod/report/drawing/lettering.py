"""How wide a text is, guessed without a font, so that a picture can be laid out anywhere."""

from __future__ import annotations

from nbprod.report.escaping import width

MONO = 0.61
"""Width of a letter of code, in sizes of the font."""
_NARROW, _WIDE = frozenset("ijlftI.,:;'|!()[]{}-· "), frozenset("mwMW@%—…")


def extent(text: str, size: float) -> float:
    """The width of a text in a bold sans-serif font; a little more rather than less."""
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.38
    if character in _WIDE:
        return 1.0
    if not character.isascii():
        return 1.0 if width(character) > 1 else 0.72
    return 0.76 if character.isupper() else 0.66


def wrapped(text: str, room: float, size: float) -> tuple[str, ...]:
    """A text on at most two lines of a width; what does not fit is left out."""
    words = text.split()
    first = ""
    while words and extent(f"{first} {words[0]}".strip(), size) <= room:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return (cut(text, room, size),)
    return (first, cut(" ".join(words), room, size)) if words else (first,)


def cut(text: str, room: float, size: float) -> str:
    """A text on one line of a width."""
    if extent(text, size) <= room:
        return text
    while text and extent(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
