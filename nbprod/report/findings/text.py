"""For people: each finding with the lines it speaks of.

Several places are shown one below the other where a finding speaks of several cells.
"""

from __future__ import annotations

from nbprod.report.pieces import pieces
from nbprod.report.summary import summary
from nbprod.run.outcome import Outcome, Report


def render(report: Report) -> str:
    """Every finding with its code, what was skipped, and a summary."""
    if report.colour:
        from nbprod.report.frames import told

        coloured = (told(outcome, colour=True) for outcome in report.outcomes)
        return "".join((*coloured, summary(report), "\n"))
    return "".join((*pieces(report, piece), summary(report), "\n"))


def piece(outcome: Outcome) -> str:
    """What is said of one file, without colours."""
    # Imported only now: a warm run finds its pieces in the cache.
    from nbprod.report.frames import told

    return told(outcome)
