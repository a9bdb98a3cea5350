"""A heading as the name of a function: its verb, and the noun that the verb is about.

A name keeps whole phrases of the heading: `Preparing test data for the prediction` is
`prepare_test_data`, and `Forecasting away from training data` is
`forecast_away_from_training_data`; neither stops at its third word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from nbprod.extract.statements.listing import listed
from nbprod.extract.words.naming import EMPTY, clean_title, words

VERBS = listed(
    "add aggregate align analyze analyse animate annotate apply ask assemble assess assign attach "
    "augment authenticate balance benchmark bin build calculate call check choose classify clean "
    "cluster collect combine compare compile compress compute configure connect convert count "
    "create crop cross define delete demonstrate deploy derive describe detect determine develop "
    "differentiate discover display download draw drop embed enable encode engineer enrich "
    "estimate evaluate examine execute explain explore export extract fetch fill filter find "
    "finetune fit fix forecast format generate get group handle implement import improve impute "
    "index infer init initialize initialise inspect install integrate interpret introduce invert "
    "investigate invoke iterate join label launch learn list load look make map mask measure merge "
    "mitigate model monitor normalize normalise obtain optimize parse perform pick plot predict "
    "prepare preprocess print process profile prove prune publish pull push put quantize query "
    "rank read rebuild recognize recommend reduce refit register regress reload remove rename render replace "
    "report rerun resample rescale reshape resize restore retrieve retrain reuse run sample save scale score scrape search see "
    "segment select send separate serve set setup show simplify simulate smooth solve sort specify "
    "split standardize standardise start stop store study submit sum summarize summarise take test "
    "tokenize train transform translate traverse try tune understand undeploy update upload use "
    "validate vectorize verify view visualize visualise walk weight work wrangle wrap write"
)
NOT_FIRST = listed(
    "test model set list map label sample sum format process score index query call use segment"
)
"""Words that are nouns at least as often: `Test set`, `Model performance`."""

_GERUNDS = {
    "getting": "get", "setting": "set", "splitting": "split", "fitting": "fit",
    "plotting": "plot", "running": "run", "dropping": "drop", "mapping": "map",
    "making": "make", "loading": "load", "using": "use", "writing": "write",
    "binning": "bin", "scraping": "scrape", "planning": "plan", "tuning": "tune",
    "understanding": "understand", "modelling": "model", "modeling": "model",
    "preprocessing": "preprocess", "importing": "import", "putting": "put",
    "cropping": "crop", "stopping": "stop", "submitting": "submit", "wrapping": "wrap",
}  # fmt: skip

_DEEDS = {
    "preparation": "prepare", "prep": "prepare", "evaluation": "evaluate", "cleaning": "clean",
    "cleansing": "clean", "cleanup": "clean", "wrangling": "wrangle", "munging": "wrangle",
    "exploration": "explore", "visualization": "visualize", "visualisation": "visualize",
    "loading": "load", "training": "train", "tuning": "tune", "preprocessing": "preprocess",
    "splitting": "split", "selection": "select", "engineering": "engineer",
    "extraction": "extract", "generation": "generate", "comparison": "compare",
    "prediction": "predict", "predictions": "predict", "transformation": "transform",
    "transformations": "transform", "normalization": "normalize", "tokenization": "tokenize",
    "imputation": "impute", "encoding": "encode", "augmentation": "augment",
    "collection": "collect", "creation": "create", "construction": "build",
    "initialization": "initialize", "aggregation": "aggregate", "deployment": "deploy",
    "download": "download", "ingestion": "load", "acquisition": "fetch", "import": "load",
}  # fmt: skip
"""Nouns that say what is done to the nouns before them: `Feature selection`."""

_PROCESS = re.compile(r"(ing|ion|sis|ithm|ment|ence)s?$")
_NO_PROCESS = listed(
    "distribution function information population dimension correlation relation location station "
    "version string thing equation condition position solution configuration description sequence "
    "difference sentence reference element document region setting building rating moment argument "
    "comment evidence confidence missing remaining opinion"
)
_VAGUE = listed("load clean save show compute check split prepare print report transform")
"""What statements do beside their subject: a section on clustering that reads a file loads none."""

_JOINING = listed(
    "for with without from to in on of by using via than against between into across as at over "
    "under through according within based during after before per vs versus"
)
_DENYING = listed("not never cannot nor")
"""Words that turn all of a sentence into its opposite; `no` and `without` turn the next noun alone."""
_NEGATING = _DENYING | listed("no without")
_SKIPPED = (
    (EMPTY | {"and", "or"}) - _JOINING - _NEGATING - listed("and two three one both all each")
)
_NO_ADVERB = listed(
    "family daily weekly monthly hourly yearly quarterly anomaly only poly supply apply reply fly"
)
_LABEL = re.compile(
    r"^(step|part|method|task|exercise|section|chapter|case|example|question|approach|option"
    r"|experiment|phase|stage|appendix|lab|problem|activity|attempt|version|day|week|lesson|unit|module"
    r"|puzzle|listing)s?\s*[\dIVX]*\s*"
    r"([A-Za-z])?\s*[:.)-]+\s+",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(what|who|which|where|when|why|how|do|does|did|is|are|was|were|can|could|should|will)\b"
    r"(?!\s+(is|are|was|were|about)\s+\W*(a |an |the )?\w+\W*$).*",
    re.IGNORECASE,
)
"""A question of several words; what it asks for is no name for what answers it."""
_CLAUSE = re.compile(r"(?<=\w )(?:they|we|you|it|which|that|who|where|when|because|if)\b")
_ENOUGH, _MOST = 2, 4
"""How many nouns say what a name is about, and how many it bears."""

_ABOUT = {
    "load": "data", "clean": "data", "plot": "figures", "fit": "model", "train": "model",
    "evaluate": "model", "split": "data", "report": "results", "compute": "results",
    "configure": "run", "save": "results", "explore": "data", "transform": "data",
    "print": "results", "download": "data", "check": "results", "define": "helpers",
}  # fmt: skip


def phrase(heading: str, activity: str, nouns: Sequence[str]) -> list[str]:
    """Verb and noun for a stage.

    >>> phrase("Loading the births", "load", [])
    ['load', 'births']
    >>> phrase("Missing values", "clean", ["df"])
    ['clean', 'missing', 'values']
    >>> phrase("Data preparation", "load", [])
    ['prepare', 'data']
    >>> phrase("", "fit", ["forest"])
    ['fit', 'forest']
    """
    said = _said(heading)
    does, rest = _verb_first(said)
    own = bool(does)
    chunks = _chunks(rest)
    if not does and chunks:
        does, chunks[0] = _deed(chunks[0])
    if not does and len(chunks) > 1 and len(chunks[0]) == 1 and chunks[0][0] in _DEEDS:
        does, chunks = _DEEDS[chunks[0][0]], chunks[1:]
        chunks[0] = chunks[0][chunks[0][0] == "of" :]
    if not does:
        does = _fitting(activity, chunks[0] if chunks else [])
    chosen = _about(chunks)
    if chosen and chosen[0] in (does, f"{does}s", f"{does}ing"):
        chosen = chosen[1:]
    if not _nouns(chosen) and " " not in does:
        does, chosen = _by_subject(does, own, nouns)
    name = list(dict.fromkeys([*_INSTEAD.get(does, does).split(), *chosen]))
    while len(name) > 1 and name[-1] in _JOINING | {"and"}:
        name.pop()
    return name


def _by_subject(does: str, own: bool, nouns: Sequence[str]) -> tuple[str, list[str]]:
    """Verb and noun where no heading gives the noun; a called function brings its own verb."""
    if not own and len(nouns) > 1 and verb(nouns[0]):
        return verb(nouns[0]), list(nouns[1:2])
    return does, list(nouns[: 1 if own else 2]) or [_ABOUT.get(does, "results")]


_INSTEAD = {"test": "evaluate", "init": "initialize"}
"""Verbs under another word: a function whose name begins with `test` is one that pytest runs."""


def further(heading: str, chosen: Sequence[str]) -> list[str]:
    """Words of a heading that a name did not take, up to as many as it bears."""
    _, rest = _verb_first(_said(heading))
    for chunk in _chunks(rest)[1:]:
        if not set(_nouns(chunk)) <= set(chosen):
            return chunk
    return []


def topic(heading: str) -> list[str]:
    """The nouns of a heading, for a module that is named after it."""
    _, rest = _verb_first(_said(heading))
    chunks = _chunks(rest)
    said = _shortest(chunks[0]) if chunks else []
    return [word for word in said if word in _NEGATING or word in _nouns([word])]


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


def _said(heading: str) -> list[str]:
    """The words of a heading that may stand in a name, its label left out."""
    plain = _LABEL.sub("", clean_title(heading))
    if plain.endswith("?"):
        plain = _ASKED.sub("", plain)
    plain = _CLAUSE.split(re.sub(r"(?<=ing),(?= \w+ing\b)", " and", plain))[0]
    parts = [words(part) for part in re.split(r"[:;|—–]|(?<!\b\w)/|\s-+\s|(?<!\bvs)\.\s", plain)]
    parts = [part for part in parts if any(word not in EMPTY for word in part)]
    telling = next((part for part in parts if verb(part[0])), parts[0] if parts else [])
    if telling[:1] in (["a"], ["an"], ["the"]) and verb(telling[1]):
        return ["", *(w for w in telling[1:] if w not in _SKIPPED)]
    said = [w for w in telling if w not in _SKIPPED or w in _PARTICLES or w in VERBS]
    said = said[1:] if said[:1] in (["to"], ["than"]) else said  # of `How to`, `More than`
    return [] if len(said) > _MOST and not _CLAIMS.isdisjoint(said) else said


_CLAIMS = frozenset({"cannot", "nor"})
"""Words of a sentence that says what is not the case; a part of it would say something else."""


_PARTICLES = ("up", "down", "out", "off")


_KINDS = listed(
    "algorithm algorithms approach approaches curve curves directory environment environments example "
    "framework frameworks method methods pipeline pipelines process rate rates rule rules service services "
    "step steps strategies strategy technique techniques theory"
)
"""What is of a kind that a word in -ing says: a `Learning curve` learns nothing."""

_OF_TRAINING = listed(
    "loss losses error errors accuracy data set sets curve curves history metrics time times "
    "examples samples images instances progress results logs"
)
"""What is called after the training, and is not what is trained."""


def _verb_first(said: list[str]) -> tuple[str, list[str]]:
    """The verb that a heading begins with, and what follows it and those beside it."""
    if said[:1] == [""]:
        return "", said[1:]
    does = verb(said[0]) if said else ""
    if said[:1] == ["training"] and said[1:] and said[1] in _OF_TRAINING:
        does = ""
    if said[1:2] and said[0].endswith("ing") and said[1] in _KINDS:
        does = ""
    if not does and said[:1] in (["use"], ["set"]) and said[1:] and said[1] not in _JOINING:
        does = said[0] if said[0] == "use" or said[1] == "up" else ""
    if not does:
        return "", [word for word in said if word not in _PARTICLES]
    rest = said[1:]
    if rest and rest[0] in _PARTICLES and does in ("set", "clean", "start", "scale", "sum", "wrap"):
        does, rest = f"{does} {rest[0]}", rest[1:]
    while rest[:1] == ["and"] and len(rest) > 2 and verb(rest[1]):
        rest = rest[2:]
    rest = [word for word in rest if word not in _PARTICLES]
    return does, rest[1:] if rest[:1] == ["of"] else rest


def _chunks(rest: Sequence[str]) -> list[list[str]]:
    """Noun phrases, each but the first with the words that join it to the one before."""
    chunks: list[list[str]] = []
    for number, word in enumerate(rest):
        joins = word in _JOINING
        if number == 0 or (joins and rest[number - 1] not in _JOINING):
            chunks.append([])
        chunks[-1].append(word)
    return [chunk for chunk in map(_trimmed, chunks) if _nouns(chunk)]


def _trimmed(chunk: list[str]) -> list[str]:
    """A phrase without the adverb or the `and` that it ends with."""
    while chunk and (chunk[-1] == "and" or (len(chunk) > 1 and _is_adverb(chunk[-1]))):
        chunk = chunk[:-1]
    return chunk[1:] if chunk[:1] == ["and"] else chunk


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NO_ADVERB


def _nouns(chunk: Sequence[str]) -> list[str]:
    return [word for word in chunk if word not in _JOINING and word != "and"]


def _deed(chunk: list[str]) -> tuple[str, list[str]]:
    """The verb in the last noun of a phrase, if it has one, and what it is done to."""
    part = list(takewhile(lambda word: word != "and", chunk))
    does = _DEEDS.get(part[-1], "") if len(_nouns(part)) > 1 else ""
    return (does, part[:-1]) if does else ("", chunk)


def _fitting(activity: str, chunk: Sequence[str]) -> str:
    """A verb for a heading that has none: a process is run, whatever else its statements do."""
    last = chunk[-1] if chunk else ""
    is_process = bool(_PROCESS.search(last)) and last.removesuffix("s") not in _NO_PROCESS
    return "run" if is_process and activity in {*_VAGUE, ""} else activity or "compute"


def _about(chunks: Sequence[list[str]]) -> list[str]:
    """Whole phrases, as many as are needed to say something and as a name bears."""
    chosen: list[str] = []
    for chunk in chunks:
        nouns = len(_nouns(chosen))
        if nouns >= _ENOUGH or (nouns + len(_nouns(chunk)) > _MOST and nouns):
            break
        chosen += _shortest(chunk)
    return list(chosen)


def _shortest(chunk: list[str]) -> list[str]:
    """A phrase that a name bears: its first part, or the nouns that it ends with."""
    if len(_nouns(chunk)) <= _MOST:
        return chunk
    first = list(takewhile(lambda word: word != "and", chunk))
    if len(_nouns(first)) <= _MOST:
        return first
    joined = list(takewhile(lambda word: word in _JOINING, first))
    return [*joined, *_end(list(dropwhile(lambda word: word in _JOINING, first)))]


def _end(chunk: list[str]) -> list[str]:
    """The last three words of a phrase, with what turns them into their opposite."""
    telling = [at for at, word in enumerate(chunk) if word not in _NEGATING]
    start = telling[-3:][0]
    start -= chunk[start - 1] in _NEGATING
    return [*[word for word in chunk[:start] if word in _DENYING][-1:], *chunk[start:]]
