"""The verbs of headings, as their words have them: `Plotting`, `Feature selection`, `Load`."""

from __future__ import annotations

from nbprod.extract.statements.listing import listed
from nbprod.extract.words.naming import EMPTY

VERBS = listed(
    "access add adjust aggregate align analyze analyse animate annotate answer append apply ask assemble "
    "assess assign attach augment authenticate automate balance benchmark bin broadcast build calculate "
    "call chain change check choose classify clean cluster collect combine compare compile compress "
    "compute concatenate configure connect construct control convert copy count create crop cross curate "
    "customize decode decompose define delete demonstrate denoise deploy derive describe detect determine "
    "develop differentiate discover display divide download draw drop embed enable encode engineer enrich "
    "estimate evaluate examine execute expand experiment explain explore export extend extract fetch fill filter "
    "find finetune fit fix flip forecast format gather generate get group handle hide host identify "
    "implement import improve impute index infer ingest init initialize initialise insert inspect install "
    "instantiate integrate interpret introduce invert investigate invoke iterate join label launch learn "
    "leverage list load look make manage manipulate map mask maximize measure merge migrate minimize "
    "mitigate model modify monitor move multiply normalize normalise obtain optimize orchestrate package "
    "parallelize parse partition pass perform pick plot predict prepare preprocess print process produce "
    "profile prove prune publish pull push put quantify quantize query rank read rearrange rebuild "
    "recognize recommend reconstruct reduce refit register regress regularize reload remove rename render "
    "replace report represent rerun resample rescale reset reshape resize restore retrain retrieve return "
    "reuse reverse rewrite round run sample save scale schedule score scrape search see segment select "
    "send separate serve set setup share show simplify simulate slice smooth solve sort specify split "
    "stack standardize standardise start stop store stream study submit subsample subset sum summarize "
    "summarise take test tokenize trace track train transform translate traverse treat try tune "
    "understand undeploy unpack update upload use validate vary vectorize verify view visualize visualise "
    "walk weight work wrangle wrap write"
)
NOT_FIRST = listed(
    "test model set list map label sample sum format process score index query call use segment access "
    "answer chain change control copy experiment host package pass return reverse round schedule share slice stack "
    "stream subset trace track"
)
"""Words that are nouns at least as often: `Test set`, `Model performance`."""

DETERMINERS = listed("a an the all each every both our your my its their these those this several")
NO_VERB = EMPTY | listed(
    "inside outside beyond under behind beneath among amid despite toward towards like unlike upon "
    "onto off near past since till until above below besides except plus minus while because only even "
    "still such rather quite many no not if whether once around along throughout but so and or yet then thus hence"
)
"""Words that stand before `the` and are no verbs, as all others there are."""

GERUNDS = {
    "getting": "get", "setting": "set", "splitting": "split", "fitting": "fit",
    "plotting": "plot", "running": "run", "dropping": "drop", "mapping": "map",
    "making": "make", "loading": "load", "using": "use", "writing": "write",
    "binning": "bin", "scraping": "scrape", "planning": "plan", "tuning": "tune",
    "understanding": "understand", "modelling": "model", "modeling": "model",
    "preprocessing": "preprocess", "importing": "import", "putting": "put",
    "cropping": "crop", "stopping": "stop", "submitting": "submit", "wrapping": "wrap",
}  # fmt: skip

DEEDS = {
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
    "forecasting": "forecast", "transform": "transform", "upload": "upload",
}  # fmt: skip
"""Nouns that say what is done to the nouns before them: `Feature selection`."""


def verb(word: str) -> str:
    """The verb that a heading's first word is or is made of; empty where it is none."""
    if word in GERUNDS:
        return GERUNDS[word]
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
