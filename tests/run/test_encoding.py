from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nbprod.finding import Edit, Finding, Fix, Related, Severity
from nbprod.place import CellRef, Place, Span
from nbprod.run.encoding import decode, encode
from nbprod.run.outcome import Excerpt, Linted, Skipped

numbers = st.integers(0, 10_000)
texts = st.text(st.characters(), max_size=12)
spans = st.builds(Span, numbers, numbers, numbers, numbers)
cells = st.builds(CellRef, numbers, texts)
places = st.builds(Place, st.just("nb.ipynb"), cells, spans)
edits = st.builds(Edit, cells, spans, texts)
fixes = st.builds(Fix, texts, st.lists(edits, max_size=2).map(tuple), st.booleans())
findings = st.builds(
    Finding,
    texts,
    texts,
    texts,
    st.sampled_from(Severity),
    texts,
    places,
    st.booleans(),
    st.lists(st.builds(Related, places, texts), max_size=2).map(tuple),
    st.none() | fixes,
)
excerpts = st.builds(Excerpt, numbers, st.lists(texts, max_size=3).map(tuple), spans)


@given(st.lists(findings, max_size=3), st.dictionaries(places, excerpts, max_size=3))
def test_what_is_kept_comes_back_as_it_was(
    found: list[Finding], shown: dict[Place, Excerpt]
) -> None:
    linted = Linted("nb.ipynb", tuple(found), shown)

    assert decode(encode(linted), "nb.ipynb") == linted


@given(texts, numbers)
def test_a_skipped_file_comes_back_as_it_was(reason: str, line: int) -> None:
    skipped = Skipped("nb.ipynb", reason, line)

    assert decode(encode(skipped), "nb.ipynb") == skipped


def test_an_answer_takes_the_name_that_reports_use_now() -> None:
    place = Place("old.ipynb", CellRef(0), Span(1, 0, 1, 1))
    finding = Finding("a", "b", "c", Severity.INFO, "d", place)
    linted = Linted("old.ipynb", (finding,), {place: Excerpt(1, ("x",), Span(3, 4, 3, 5))})

    back = decode(encode(linted), "new.ipynb")
    assert isinstance(back, Linted)
    assert back.findings[0].place.path == "new.ipynb"
    assert list(back.excerpts) == [back.findings[0].place]
