"""Names for functions, modules and packages, in the notebook's own words."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import count, product

from nbprod.extract.statements.listing import listed
from nbprod.flow.distributions import is_known

EMPTY = listed(
    "a an the of for to in on at by with and or our your my its this that these those some now "
    "let lets we us i you it is are be as from into using via part section step exercise question "
    "example chapter introduction about more less vs versus what how why when which do does did "
    "can could would should will here there first second third next last final simple basic "
    "tutorial notebook jupyter demo lesson easy new other another one two three both all any each etc e g ie s t ll re ve d "
    "different same very just also but however then so if not no via per up out optional optionally bonus"
)
"""Words that say nothing of a subject."""


def words(text: str) -> list[str]:
    """The words of a heading that say something, in lower case and plain letters."""
    plain = re.sub(r"<[^>]+>|\$[^$]*\$|`", " ", _LINK.sub(r" \1 ", text))
    for short, spelled in _NEGATED:
        plain = short.sub(spelled, plain)
    plain = _ADJECTIVE.sub(" ", plain)
    plain = re.sub(r"\([^)]*\)|\\\w+|&\w+;", " ", plain)
    plain = re.sub(r"\b[A-Za-z]\w+\.(?:\w+\.)*(?=\w*_\w|\w+\()", "", plain)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"['’]s\b", "", plain)
    plain = re.sub(r"[A-Za-z0-9]+", _humps, plain)
    plain = re.sub(r"(?i)\b(pre|re|un|non|co|sub|fine)-(?=[a-z]{3})", r"\1", plain)
    plain = re.sub(r"(?i)\bfine (?=tun)", "fine", plain)
    plain = re.sub(r"(?<![\w-])([A-Za-z])[-/]([A-Za-z]|[A-Z]{2,})(?![\w-])", r"\1\2", plain)
    plain = re.sub(r"(?i)\b\d+(st|nd|rd|th)\b", " ", plain)
    found = re.findall(r"[A-Za-z][A-Za-z0-9]*|\b[1-9][Dd]\b", plain.replace("-", " "))
    return [word.lower() for word in found]


_ADJECTIVE = re.compile(
    r"\b(end-to-end|step-by-step|state-of-the-art|out-of-the-box|real-time|hands-on|so-called)\b",
    re.IGNORECASE,
)
"""What is several words, of which no single one says anything."""


def _humps(word: re.Match[str]) -> str:
    """`RandomForest` as two words, `NumPy` and `TensorFlow` as the names that they are."""
    parts = re.split(r"(?<=[a-z0-9])(?=[A-Z][a-z])", word[0])
    name = len(parts) == 2 and (min(map(len, parts)) <= _HUMP or is_known(word[0].lower()))
    return word[0] if name else " ".join(parts)


_HUMP = 3
"""Letters of a part that is no word of its own: `Num`, `Py`, `Net`, `Hub`."""

_NEGATED = (
    (re.compile(r"\b(c)an['’]t\b", re.IGNORECASE), r"\1annot"),
    (re.compile(r"\b(w)on['’]t\b", re.IGNORECASE), r"\1ill not"),
    (re.compile(r"(?<=\w)n['’]t\b", re.IGNORECASE), " not"),
)
"""Short forms whose `t` alone would say nothing, and leave the opposite behind."""


def telling(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word for word in words(text) if word not in EMPTY and len(word) > 2]


def is_dull(heading: str) -> bool:
    """Whether a heading says nothing of what the code below computes: `Import libraries`."""
    said = words(heading)
    if _ASIDE.match(heading):
        return True
    return said in (["data"], ["dataset"]) or all(w in _SETUP or w in EMPTY for w in said)


_ASIDE = re.compile(
    r"\W*(\w+ )?((side)?notes?|important|tips?|warning|caution|attention|hint|reminder|disclaimer)\b"
    r"\s*([:!-]|$)|.*\bplease\b|\W*(table of )?contents?\W*$|\W*(outline|agenda|toc)\W*$",
    re.IGNORECASE,
)
"""What is said to the reader: `Important: do not mix samples`, `Please be patient`."""

_SETUP = listed(
    "import imports importing libraries library packages package modules module setup set load "
    "loading required necessary needed dependencies dependency install installing installation "
    "requirements environment preliminaries prerequisites basic getting started start notebook "
    "preparation code python before begin restart restarting kernel runtime general settings "
    "overview news examples exercises objective costs colab extra additional optional things ready"
)


_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_PICTURE = re.compile(r"!" + _LINK.pattern)
"""A link and a picture; their addresses may hold brackets of their own."""


def plain_links(text: str) -> str:
    """A text with links by their words, and without pictures."""
    return _LINK.sub(r"\1", _PICTURE.sub("", text))


def unlinked(text: str) -> str:
    """A text without links and pictures."""
    return _LINK.sub("", _PICTURE.sub("", text))


def clean_title(text: str) -> str:
    """A heading as a plain line."""
    plain = re.sub(r"<[^>]+>", "", plain_links(text))
    plain = re.sub(r"[*`#]+|(?<!\w)_+|_+(?!\w)", "", plain.replace("\\", ""))
    plain = re.sub(r"^\s*\(\d+\)\s*(?=\w)", "", plain)
    plain = re.sub(r"^\s*(\d+(\.[A-Za-z]\b)*[.)]?)+(?![A-Za-z]|-\w)\s*[-:.]?\s*", "", plain)
    return re.sub(r"\s+", " ", plain).strip(" :.-")


def without_anchor(title: str) -> str:
    """A title for people; where links to it lead may have told a name, in English at that."""
    return _ANCHOR.sub("", title) or title


_ANCHOR = re.compile(r"\s*(?:\[\[[^\[\]]+\]\]|\{#[\w-]+\})\s*$")
"""Where links to a heading lead: for doc-builder and Pandoc, not for people."""


def identifier(parts: Iterable[str]) -> str:
    """Words as a Python name that is no keyword and no builtin."""
    name = re.sub(r"\W+", "_", "_".join(parts)).strip("_").lower()
    name = re.sub(r"_+", "_", name)
    if not name or name[0].isdigit():
        name = f"stage_{name}" if name else "run_stage"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or hasattr(builtins, name):
        name += "_all"
    return (_shortened(name, LONGEST) if len(name) > LONGEST else name)[:LONGEST]


def last_of(place: str) -> str:
    """The file, or the folder, that a path or an address ends in."""
    return re.split(r"[/\\]", place.rstrip("/\\"))[-1]


def of_path(place: str) -> str:
    """A name for what stands at a path or an address: `data/wine-quality.csv` is `wine_quality_csv`.

    One that is cut begins with no word that joined it to what is gone.
    """
    name = "_".join(re.findall(r"[A-Za-z0-9]+", last_of(place.split("?")[0])) or ["data"]).lower()
    name = f"data_{name}" if name[0].isdigit() else name
    cut = len(name) > _LONGEST_FIELD
    while "_" in name and (len(name) > _LONGEST_FIELD or (cut and name.split("_")[0] in EMPTY)):
        name = name.partition("_")[2].lstrip("_0123456789")
    return name[-_LONGEST_FIELD:]


_LONGEST_FIELD = 40
"""How many letters the name of a field has at most, without what is put behind it."""


def slug(name: str) -> str:
    """What a function's figures are called: `plot_rain` saves `plot-rain`."""
    return name.strip("_").replace("_", "-").lower()


def unique(parts: Sequence[str], more: Iterable[Sequence[str]], taken: set[str]) -> str:
    """A name that is not taken, made longer by further words rather than by a number.

    Where a name bears no more words, the further ones take the place of all but the first.
    """
    name = identifier(parts)
    for extra in more:
        if name not in taken:
            break
        new = [word for word in extra if word not in parts]
        name = identifier([*parts, *new])
        if name in taken and new:
            name = identifier([*parts[:1], *new])
    alphabet = "bcdefghijklmnopqrstuvwxyz"
    letters = ("".join(each) for size in count(1) for each in product(alphabet, repeat=size))
    plain = name
    while name in taken:
        name = f"{plain}_again" if f"{plain}_again" not in taken else f"{plain}_{next(letters)}"
    taken.add(name)
    return name


def package_name(title: str, path: str) -> str:
    """The import name of a package, from the notebook's file, else its title; may be empty."""
    stem = re.sub(r"\.[^./\\]*$", "", re.split(r"[/\\]", path)[-1])
    stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", stem)
    stem = re.sub(r"(?<=\w)['’](?=s\b)", "", stem)
    name = re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_").lower()
    name = re.sub(r"^(\d+_*)+|^(notebook|nb)_(?=[a-z]{3})", "", name)
    if len(name) < 3 or re.fullmatch(r"(untitled|notebook|main|index|test)[_\d]*", name):
        name = identifier(words(title)[:4]) if words(title) else ""
    name = _shortened(re.sub(r"_+", "_", name))
    if name and (keyword.iskeyword(name) or not name.isidentifier()):
        name = f"{name}_package" if name and name[0].isalpha() else f"package_{name}"
    return name


LONGEST = 33
"""How many letters the name of a function has at most; its import from a module of its name is a line."""


def _shortened(name: str, longest: int = 40) -> str:
    """At most so many letters, in whole words, none of which waits for another: `using_k`."""
    cut = name
    while "_" in cut and (len(cut) > longest or _waits(cut, name)):
        cut = cut.rpartition("_")[0]
    return cut


def _waits(cut: str, name: str) -> bool:
    last = cut.rpartition("_")[2]
    return last in EMPTY or (cut != name and len(last) == 1)
