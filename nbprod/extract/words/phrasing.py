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
from nbprod.extract.words.naming import EMPTY, LONGEST, clean_title, words
from nbprod.extract.words.vocabulary import DEEDS, DETERMINERS, NO_VERB, VERBS, verb

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
    r"|puzzle|listing|level)s?\s*[\dIVX]*\s*"
    r"([A-Za-z])?\s*[:.)-]+\s+",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(what|who|which|where|when|why|how|do|does|did|is|are|was|were|can|could|should|will)\b"
    r"(?!\s+(is|are|was|were|about)\s+\W*(a |an |the )?\w+\W*$).*",
    re.IGNORECASE,
)
"""A question of several words; what it asks for is no name for what answers it."""
_CLAUSE = re.compile(
    r"(?<=\w )(?:they|we|you|it|which|that|who|where|when|because|if)\b"
    r"|(?<=\w )(?<!\b[Ww]hat )(?<!\b[Ww]ho )(?<!\b[Hh]ow )(?<!\b[Ww]here )(?:is|are|was|were|can|will|must)\b"
)
_ENOUGH, _MOST = 2, 4
"""How many nouns say what a name is about, and how many it bears."""

_ABOUT = {
    "load": "data", "clean": "data", "plot": "figures", "fit": "model", "train": "model",
    "evaluate": "model", "split": "data", "deploy": "model", "report": "results", "compute": "results",
    "configure": "run", "save": "results", "explore": "data", "transform": "data",
    "print": "results", "download": "data", "check": "results", "define": "helpers",
    "prepare": "data", "preprocess": "data", "read": "data", "import": "data", "fetch": "data",
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
    >>> phrase("Prepare", "fit", ["forest"])
    ['prepare', 'data']
    """
    does, rest = _verb_first(heading)
    own = bool(does)
    chunks = _chunks(rest)
    if not does and len(rest) == 1 and rest[0] in DEEDS:
        does, chunks, own = DEEDS[rest[0]], [], True
        nouns = [noun for noun in nouns if noun.isalpha() and not noun.startswith(does)]
    if not does and chunks:
        does, chunks[0] = _deed(chunks[0])
    if not does and len(chunks) > 1 and len(chunks[0]) == 1 and chunks[0][0] in DEEDS:
        does, chunks = DEEDS[chunks[0][0]], chunks[1:]
        chunks[0] = chunks[0][chunks[0][0] == "of" :]
    if not does:
        does = _fitting(activity, chunks)
    chosen = _about(chunks)
    if does in ("compare", "examine") and not own and len("_".join([does, *chosen])) > LONGEST:
        does = activity or "compute"  # a longer verb would leave half a phrase
    if chosen and chosen[0] in (does, f"{does}s", f"{does}ing"):
        chosen = chosen[1:]
    if not _nouns(chosen) and " " not in does:
        of_data = own and _ABOUT.get(does) == "data" and activity in _OF_MODELS
        does, chosen = _by_subject(does, own, [] if of_data else nouns)
    name = list(dict.fromkeys([*_INSTEAD.get(does, does).split(), *chosen]))
    while len(name) > 1 and name[-1] in _JOINING | {"and"}:
        name.pop()
    return name


def _by_subject(does: str, own: bool, nouns: Sequence[str]) -> tuple[str, list[str]]:
    """Verb and noun where no heading gives the noun; a called function brings its own verb."""
    if not own and len(nouns) > 1 and verb(nouns[0]):
        return verb(nouns[0]), list(nouns[1:2])
    return does, list(nouns[: 1 if own else 2]) or [_ABOUT.get(does, "results")]


_OF_MODELS = ("fit", "evaluate")
"""Activities whose nouns are models; who says `Prepare` above them speaks of the data."""

_INSTEAD = {"test": "evaluate", "init": "initialize"}
"""Verbs under another word: a function whose name begins with `test` is one that pytest runs."""


def further(heading: str, chosen: Sequence[str]) -> list[str]:
    """Words of a heading that a name did not take, up to as many as it bears."""
    _, rest = _verb_first(heading)
    for chunk in _chunks(rest)[1:]:
        if not set(_nouns(chunk)) <= set(chosen):
            return chunk
    return []


def topic(heading: str) -> list[str]:
    """The nouns of a heading, for a module that is named after it."""
    _, rest = _verb_first(heading)
    chunks = _chunks(rest)
    said = _shortest(chunks[0]) if chunks else []
    return [word for word in said if word in _NEGATING or word in _nouns([word])]


def _said(heading: str) -> tuple[list[str], bool]:
    """The words of a heading that may stand in a name, its label left out.

    And whether the first is surely a verb: nothing else stands before `the` or `a`.
    """
    plain = _TIME_TO.sub("", _LABEL.sub("", clean_title(heading)))
    if plain.endswith("?"):
        plain = _ASKED.sub("", plain)
    plain = _LISTING.sub(r"\1", plain)
    plain = re.sub(r"(?<=ing),(?= \w+ing\b)", " and", plain)
    plain = plain if _DENIES.match(plain) else _without_clause(plain)
    parts = [words(part) for part in re.split(r"[:;|—–]|(?<!\b\w)/|\s-+\s|(?<!\bvs)\.\s", plain)]
    parts = [part for part in parts if any(word not in EMPTY for word in part)]
    acting = (part for part in parts if _acts(part) or (part is parts[0] and verb(part[0])))
    telling = next(acting, parts[0] if parts else [])
    if telling[:1] in (["a"], ["an"], ["the"]) and verb(telling[1]):
        return ["", *(w for w in telling[1:] if w not in _SKIPPED)], False
    said = [w for w in telling if w not in _SKIPPED or w in _PARTICLES or w in VERBS]
    said = said[1:] if said[:1] in (["to"], ["than"]) else said  # of `How to`, `More than`
    sure = telling[1:2] and telling[1] in DETERMINERS and said[:1] == telling[:1]
    claims = len(said) > _MOST and not _CLAIMS.isdisjoint(said)
    return ([], False) if claims else (said, bool(sure) and telling[0] not in NO_VERB)


_BEGINNING = listed("init initialize initialise instantiate define construct declare setup")
"""What is done for the sake of what follows: `Define and train the model`."""

_DENIES = re.compile(r"(no|not|neither|never)\b", re.IGNORECASE)
"""Of what a sentence says that is not the case, no part says the same."""

_TIME_TO = re.compile(
    r"^(now,?\s+)?((it is|it['’]s|is|let['’]s)\s+(now\s+)?(the\s+)?)?time\s+to\s+", re.IGNORECASE
)


def _without_clause(text: str) -> str:
    """What a sentence is about; all of it where that is a letter: `P is for Probability`."""
    about = _CLAUSE.split(text)[0]
    said = [word for word in words(about) if word not in EMPTY]
    return text if said and all(len(word) == 1 for word in said) else about


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


def _acts(part: Sequence[str]) -> bool:
    """Whether a part of a heading says what is done, and not only that something is shown."""
    return len(part) > 1 and verb(part[0]) not in ("", "show", "see", "use")


_OF_SETS = listed(
    "comprehensions differences examples exercises functions intersections methods operations operators "
    "problems properties relations unions"
)
"""What there is of sets; who sets anything else, as in `Set hyperparameters`, does it."""

_LISTING = re.compile(r"^(\w+(?: [\w'-]+)* \w{2,}[^\Ws]s), \w.*$")
"""Things of which the first alone says enough: `Plotting residuals, fitted values and forecasts`."""


def _verb_first(heading: str) -> tuple[str, list[str]]:
    """The verb that a heading begins with, and what follows it and those beside it."""
    said, sure = _said(heading)
    if said[:1] == [""]:
        return "", said[1:]
    does = verb(said[0]) if said else ""
    if sure and not does and not said[0].endswith(("ing", "ly", "s")):
        does = said[0]
    if not sure and said[:1] == ["training"] and said[1:] and said[1] in _OF_TRAINING:
        does = ""
    if not sure and said[1:2] and said[0].endswith("ing") and said[1] in _KINDS:
        does = ""
    if not does and said[:1] in (["use"], ["set"]) and said[1:] and said[1] not in _JOINING:
        sets = said[1] == "up" or (said[1].endswith("s") and said[1] not in _OF_SETS)
        does = said[0] if said[0] == "use" or sets else ""
    if not does:
        return "", [word for word in said if word not in _PARTICLES]
    rest = said[1:]
    if rest and rest[0] in _PARTICLES and does in ("set", "clean", "start", "scale", "sum", "wrap"):
        does, rest = f"{does} {rest[0]}", rest[1:]
    while rest[:1] == ["and"] and len(rest) > 2 and verb(rest[1]):
        does, rest = verb(rest[1]) if does in _BEGINNING else does, rest[2:]
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
    """A phrase without the adverb, the participle or the `and` that it ends with."""
    while chunk and (chunk[-1] == "and" or (len(chunk) > 1 and _goes_on(chunk[-1]))):
        chunk = chunk[:-1]
    return chunk[1:] if chunk[:1] == ["and"] else chunk


def _goes_on(word: str) -> bool:
    """Whether a word belongs to what follows: `MSTL applied to a toy dataset`."""
    return word in _PARTICIPLES or (word.endswith("ly") and word not in _NO_ADVERB)


_PARTICIPLES = listed("applied implemented given made shown defined performed")


def _nouns(chunk: Sequence[str]) -> list[str]:
    return [word for word in chunk if word not in _JOINING and word != "and"]


def _deed(chunk: list[str]) -> tuple[str, list[str]]:
    """The verb in the last noun of a phrase, if it has one, and what it is done to."""
    part = list(takewhile(lambda word: word != "and", chunk))
    does = DEEDS.get(part[-1], "") if len(_nouns(part)) > 1 else ""
    return (does, part[:-1]) if does else ("", chunk)


def _fitting(activity: str, chunks: Sequence[list[str]]) -> str:
    """A verb for a heading that has none: a process is run, whatever else its statements do.

    An effect is examined, whatever is fitted to see it, and of two things one `vs` the other is one
    compared with the other.
    """
    if any(chunk[0] in ("vs", "versus") for chunk in chunks[1:]):
        return "compare"
    last = chunks[0][-1] if chunks else ""
    if last.removesuffix("s") in _EXAMINED and activity != "plot":
        return "examine"
    is_process = bool(_PROCESS.search(last)) and last.removesuffix("s") not in _NO_PROCESS
    return "run" if is_process and activity in {*_VAGUE, ""} else activity or "compute"


_EXAMINED = listed(
    "effect limit role impact influence difference property assumption residual importance "
    "relevance coefficient initialization intuition behavior behaviour structure"
)


def _about(chunks: Sequence[list[str]]) -> list[str]:
    """Whole phrases, as many as are needed to say something and as a name bears."""
    chosen: list[str] = []
    for chunk in chunks:
        nouns = len(_nouns(chosen))
        purpose = chosen and chunk[0] == "to" and bool(verb(chunk[1])) and _WAYS.isdisjoint(chosen)
        if nouns >= _ENOUGH or purpose or (nouns + len(_nouns(chunk)) > _MOST and nouns):
            break
        chosen += _shortest(chunk)
    return list(chosen)


_WAYS = frozenset({"way", "ways", "method", "methods", "step", "steps", "approach"})
"""What says nothing without its purpose: `Ways to handle the loss`."""


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
