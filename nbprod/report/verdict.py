"""A verdict, for people and as JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from nbprod.report.counting import many
from nbprod.verify.verdict import Comparison, Kind, Likeness, Verdict

PLURALS: dict[Kind, str] = {
    "run": "runs",
    "value": "values",
    "print": "printed cells",
    "display": "displays",
    "figure": "figures",
    "file": "files",
}
SHOWN = 12
"""Names that are listed under a heading before the rest is only counted."""

HEADINGS = {
    Likeness.DIFFERENT: "Different",
    Likeness.MISSING: "Missing",
    Likeness.CLOSE: "Close: within the tolerance, not to the bit (--exact counts it)",
    Likeness.UNSTABLE: "Unstable: neither right nor wrong, for two runs of the notebook differ",
    Likeness.NOT_COMPARABLE: "Not comparable: neither the same nor different",
}


def as_text(
    verdict: Verdict, *, exact: bool = False, displays: bool = False, part: bool = False
) -> str:
    """Say what was found, the worst first, and end with one sentence."""
    lines = [f"{verdict.notebook} beside {verdict.package}", ""]
    lines += _table(verdict)
    for likeness, heading in HEADINGS.items():
        lines += _section(verdict, likeness, heading, displays=displays)
    if verdict.extras:
        lines += ["", "The package also:", *(f"  {extra}" for extra in verdict.extras[:SHOWN])]
    lines += ["", *_conclusion(verdict, verdict.against(exact=exact, displays=displays, part=part))]
    return "\n".join(_plain(line) for line in lines) + "\n"


def _table(verdict: Verdict) -> Iterator[str]:
    for kind in get_args(Kind):
        counts = verdict.counts(kind)
        if counts and kind != "run":
            told = ", ".join(f"{counts[likeness]} {likeness.value}"
                             for likeness in Likeness if counts[likeness])  # fmt: skip
            yield f"  {PLURALS[kind]:<14} {told}"


def _section(
    verdict: Verdict, likeness: Likeness, heading: str, *, displays: bool
) -> Iterator[str]:
    found = [c for c in verdict.comparisons if c.likeness is likeness and not c.is_mere_look]
    shown = [c for c in verdict.comparisons if c.likeness is likeness and c.is_mere_look]
    found += shown if displays else []
    broke = verdict.counts("run") and likeness is Likeness.MISSING
    told_in_full = likeness in (Likeness.DIFFERENT, Likeness.MISSING) and not broke
    limit = len(found) if told_in_full else SHOWN
    if found:
        yield from ("", heading)
        yield from (f"  {line(comparison)}" for comparison in found[:limit])
    if len(found) > limit:
        yield f"  and {len(found) - limit} more"
    if shown and not displays:
        yield from ("", f"{many(len(shown), 'display')} not shown by the package: "
                        "a look at a value computes nothing (--displays counts them)")  # fmt: skip


def line(comparison: Comparison) -> str:
    """One comparison in a line: what, how it differs, and where the package holds it."""
    named = "" if comparison.detail.startswith(comparison.name) else comparison.name
    parts = [comparison.kind if comparison.kind not in ("value", "run") else "", named]
    lead = " ".join(filter(None, parts))
    where = f"  [{comparison.where}]" if comparison.where else ""
    detail = comparison.detail or comparison.likeness.value
    return f"{lead}: {detail}{where}" if lead else f"{detail}{where}"


def _conclusion(verdict: Verdict, against: Sequence[Comparison]) -> Iterator[str]:
    yield f"Compared: {verdict.tolerance}; Python {verdict.python}."
    if verdict.runs == 1:
        yield "The notebook was run once, so a value that changes on every run is not known as such."
    if verdict.runs > 2:
        yield "The notebook was run a third time, to tell what differs from what varies."
    if against:
        counts = {likeness: sum(c.likeness is likeness for c in against) for likeness in Likeness}
        told = ", ".join(f"{count} {name.value}" for name, count in counts.items() if count)
        yield f"The package does not do what the notebook did: {told}."
        return
    weaker = {likeness: sum(c.likeness is likeness for c in verdict.comparisons)
              for likeness in (Likeness.UNSTABLE, Likeness.NOT_COMPARABLE)}  # fmt: skip
    told = " and ".join(f"{count} {name.value}" for name, count in weaker.items() if count)
    rest = f", as far as it can be told: {told}" if told else ""
    lacks = any(c.likeness is Likeness.MISSING and not c.is_mere_look for c in verdict.comparisons)
    what = "What the package does is what" if lacks else "The package does what"
    yield f"{what} the notebook did{rest}."


def _plain(text: str) -> str:
    """A text without control characters: what notebooks print must not steer a terminal."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else "\N{REPLACEMENT CHARACTER}"
                   for c in text)  # fmt: skip


def as_data(
    verdict: Verdict, *, exact: bool = False, displays: bool = False, part: bool = False
) -> dict[str, Any]:
    """The verdict as plain data."""
    tolerance = verdict.tolerance
    return {
        "notebook": verdict.notebook,
        "package": verdict.package,
        "holds": verdict.holds(exact=exact, displays=displays, part=part),
        "python": verdict.python,
        "notebook_runs": verdict.runs,
        "tolerance": {"rtol": tolerance.rtol, "atol": tolerance.atol, "pixels": tolerance.pixels,
                      "levels": tolerance.levels},
        "counts": {kind: {likeness.value: count for likeness, count in
                          sorted(verdict.counts(kind).items(), key=lambda pair: pair[0].weight)}
                   for kind in get_args(Kind) if verdict.counts(kind)},
        "comparisons": [{"kind": c.kind, "name": c.name, "likeness": c.likeness.value,
                         "detail": c.detail, "where": c.where} for c in verdict.comparisons],
        "extras": list(verdict.extras),
    }  # fmt: skip


def as_json(
    verdict: Verdict, *, exact: bool = False, displays: bool = False, part: bool = False
) -> str:
    """The verdict as JSON."""
    data = as_data(verdict, exact=exact, displays=displays, part=part)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
