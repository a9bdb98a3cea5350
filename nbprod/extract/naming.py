"""Names for stages, functions and modules: verb and noun, in the notebook's own words."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

from nbprod.extract.listing import listed

VERBS = listed(
    "add aggregate align analyze analyse animate apply ask assess assign balance bin build "
    "calculate check choose clean cluster collect combine compare compile compress compute "
    "configure convert count create cross define demonstrate derive describe detect determine "
    "differentiate display download draw drop encode engineer estimate evaluate examine explain "
    "explore export extract fetch fill filter find fit fix forecast format generate get group "
    "handle implement import impute infer inspect install interpret introduce investigate iterate "
    "join label learn list load look make map mask measure merge model normalize normalise "
    "optimize parse perform plot pick predict prepare preprocess print process profile prune pull "
    "rank read reduce regress remove rename replace report resample reshape run sample save scale "
    "score scrape search see select send separate set setup show simplify simulate smooth solve "
    "sort split standardize standardise store study sum summarize summarise test tokenize train "
    "transform translate try tune understand update upload use validate vectorize verify view "
    "visualize visualise walk weight work write"
)
NOT_FIRST = listed("test model set list map label sample sum format process score")
"""Words that are nouns at least as often: `Test set`, `Model performance`."""

_GERUNDS = {
    "getting": "get", "setting": "set", "splitting": "split", "fitting": "fit",
    "plotting": "plot", "running": "run", "dropping": "drop", "mapping": "map",
    "making": "make", "loading": "load", "using": "use", "writing": "write",
    "binning": "bin", "scraping": "scrape", "planning": "plan", "tuning": "tune",
    "understanding": "understand", "modelling": "model", "modeling": "model",
    "preprocessing": "preprocess", "pre-processing": "preprocess", "importing": "import",
}  # fmt: skip
_EMPTY = listed(
    "a an the of for to in on at by with and or our your my its this that these those some now "
    "let lets we us i you it is are be as from into using via part section step exercise question "
    "example chapter introduction about more less vs versus what how why when which do does did "
    "can could would should will here there first second third next last final simple basic "
    "easy new other another one two three both all any each etc e g ie s t ll re ve d "
    "different same very just also then so if not no via per up out"
)
_ACTIVITY_NOUNS = {
    "load": "data", "clean": "data", "plot": "figures", "fit": "model", "train": "model",
    "evaluate": "model", "split": "data", "report": "results", "compute": "results",
    "configure": "run", "save": "results", "explore": "data", "transform": "data",
    "print": "results", "download": "data", "check": "results", "define": "helpers",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a heading that say something, in lower case and plain letters."""
    plain = re.sub(r"<[^>]+>|\$[^$]*\$|!?\[([^\]]*)\]\([^)]*\)|`", r" \1 ", text)
    plain = re.sub(r"\([^)]*\)|\\\w+|&\w+;", " ", plain)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"['’]s\b", "", plain)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", plain)
    found = re.findall(r"[A-Za-z][A-Za-z0-9]*", plain.replace("-", " "))
    return [word.lower() for word in found]


def telling(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word for word in words(text) if word not in _EMPTY and len(word) > 2]


def is_dull(heading: str) -> bool:
    """Whether a heading says nothing of what the code below computes: `Import libraries`."""
    return all(word in _SETUP or word in _EMPTY for word in words(heading))


_SETUP = listed(
    "import imports importing libraries library packages package modules module setup set load "
    "loading required necessary needed dependencies dependency install installing installation "
    "requirements environment preliminaries prerequisites basic getting started start notebook "
    "preparation code python"
)


def clean_title(text: str) -> str:
    """A heading as a plain line."""
    plain = re.sub(r"<[^>]+>|!\[[^\]]*\]\([^)]*\)", "", text)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    plain = re.sub(r"[*_`#]+", "", plain.replace("\\", ""))
    plain = re.sub(r"^\s*(\d+[.)]?)+\s*[-:.]?\s*", "", plain)
    return re.sub(r"\s+", " ", plain).strip(" :.-")


def phrase(heading: str, activity: str, nouns: Sequence[str]) -> list[str]:
    """Verb and noun for a stage.

    >>> phrase("Loading the births", "load", [])
    ['load', 'births']
    >>> phrase("Missing values", "clean", ["df"])
    ['clean', 'missing', 'values']
    >>> phrase("", "fit", ["forest"])
    ['fit', 'forest']
    """
    said = [w for w in words(clean_title(heading)) if w not in _EMPTY or w in VERBS]
    does, rest = "", said
    if said:
        first = verb(said[0])
        if first and (len(said) > 1 or not nouns):
            does, rest = first, said[1:]
        elif first:
            does, rest = first, list(nouns[:1])
    rest = [w for w in rest if w not in _EMPTY]
    does = does or activity or "compute"
    if rest and rest[0] in (does, f"{does}s", f"{does}ing"):
        rest = rest[1:]
    chosen = rest[:3] or list(nouns[:2]) or [_ACTIVITY_NOUNS.get(does, "results")]
    return [does, *chosen]


def verb(word: str) -> str:
    """The verb that a heading's first word is or is made of; empty where it is none."""
    if word in _GERUNDS:
        return _GERUNDS[word]
    if word in VERBS and word not in NOT_FIRST:
        return word
    if word.endswith("ing"):
        stem = word[:-3]
        for candidate in (stem, stem + "e", stem[:-1]):
            if candidate in VERBS:
                return candidate
    for ending, new in (("ization", "ize"), ("isation", "ise"), ("ation", "e"), ("ation", "")):
        if word.endswith(ending) and word[: -len(ending)] + new in VERBS:
            return word[: -len(ending)] + new
    return {"eda": "explore", "exploration": "explore", "analysis": "analyze"}.get(word, "")


def identifier(parts: Iterable[str]) -> str:
    """Words as a Python name that is no keyword and no builtin."""
    name = re.sub(r"\W+", "_", "_".join(parts)).strip("_").lower()
    name = re.sub(r"_+", "_", name)
    if not name or name[0].isdigit():
        name = f"stage_{name}" if name else "run_stage"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or hasattr(builtins, name):
        name += "_all"
    return name[:48].rstrip("_")


def unique(parts: Sequence[str], more: Iterable[Sequence[str]], taken: set[str]) -> str:
    """A name that is not taken, made longer by further words rather than by a number."""
    name = identifier(parts)
    for extra in more:
        if name not in taken:
            break
        longer = [*parts, *(w for w in extra if w not in parts)]
        name = identifier(longer)
    letters = iter("bcdefghijklmnopqrstuvwxyz")
    plain = name
    while name in taken:
        name = f"{plain}_again" if f"{plain}_again" not in taken else f"{plain}_{next(letters)}"
    taken.add(name)
    return name


def package_name(title: str, path: str) -> str:
    """The import name of a package, from the notebook's file, else its title; may be empty."""
    stem = re.sub(r"\.[^./\\]*$", "", re.split(r"[/\\]", path)[-1])
    stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", stem)
    name = re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_").lower()
    name = re.sub(r"^(\d+_*)+", "", name)
    if len(name) < 3 or re.fullmatch(r"(untitled|notebook|main|index|test)[_\d]*", name):
        name = identifier(words(title)[:4]) if words(title) else ""
    name = _shortened(re.sub(r"_+", "_", name))
    if name and (keyword.iskeyword(name) or not name.isidentifier()):
        name = f"{name}_package" if name and name[0].isalpha() else f"package_{name}"
    return name


def _shortened(name: str, longest: int = 32) -> str:
    """At most so many letters, in whole words."""
    while len(name) > longest and "_" in name:
        name = name.rpartition("_")[0]
    while name.rpartition("_")[2] in _EMPTY and "_" in name:
        name = name.rpartition("_")[0]
    return name
