"""What lint finds in a notebook and an extraction does not settle anyway."""

from __future__ import annotations

from pathlib import Path

from nbprod.analysis import Analysis
from nbprod.config import Config
from nbprod.extract.decisions.remaining import Found
from nbprod.finding import Severity
from nbprod.lint.engine import lint
from nbprod.lint.rulebook import Rulebook
from nbprod.notebook.model import Notebook
from nbprod.run.work import rulebook
from nbprod.run.world import Witness


def standing(notebook: Notebook, config: Config) -> Found:
    """Findings that may stay in a package, as far as the settings and the notebook want to hear of them.

    Raises NbprodError for a wrong page, an unknown rule or an unknown option.
    """
    at = Path(notebook.path).absolute()
    settings = config.for_file(at)
    book = rulebook(settings)
    asked = tuple(
        rule
        for rule in book.rules
        if rule.extraction != "settles" and rule.severity.weight >= Severity.WARNING.weight
    )
    found = lint(Analysis(notebook, Witness(at, settings)), Rulebook(book.library, asked))
    return Found(found, frozenset(rule.name for rule in asked if rule.extraction == "lifts"))
