"""What a stage is about."""

from __future__ import annotations

from nbprod.analysis import Analysis
from nbprod.extract.statements.program import program_of
from nbprod.extract.words.subjects import subject
from stories import notebook


def test_a_class_gives_nouns_and_no_small_words() -> None:
    code = "from sklearn.rain import AutoModelForWetDays\nmodel = AutoModelForWetDays()\nmodel.fit([1])"
    analysis = Analysis(notebook(code))

    assert subject(program_of(analysis).pieces, (), "fit", analysis.names) == ["wet", "days"]
