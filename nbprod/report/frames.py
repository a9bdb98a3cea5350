"""Findings with the lines they speak of, carets below the words that are meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nbprod.finding import Finding, Severity
from nbprod.place import Place, Span
from nbprod.report.escaping import visible, width
from nbprod.report.places import named
from nbprod.run.outcome import Crashed, Linted, Outcome, Skipped

WIDTH = 160
"""Columns of code that are shown of a long line."""
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}

_Paint = Callable[[str, str], str]
_Mark = Callable[[str], str]


def told(outcome: Outcome, *, colour: bool = False) -> str:
    """What is said of one file."""
    paint = _paint if colour else _plain
    match outcome:
        case Linted():
            return "".join(
                f"{line}\n" for f in outcome.findings for line in _finding(f, outcome, paint)
            )
        case Skipped():
            where = f"{visible(outcome.path)}:{outcome.line}"
            return f"{paint('skipped', '1;35')}: {where}: {visible(outcome.reason)}\n\n"
        case Crashed():
            return "".join(f"{line}\n" for line in (*_crash(outcome, paint), ""))


def _finding(finding: Finding, linted: Linted, paint: _Paint) -> Iterator[str]:
    severity = paint(finding.severity.value, _COLOURS[finding.severity])
    doubt = "" if finding.certain else " (not certain)"
    name = paint(finding.rule, "1")
    yield f"{severity}[{name}]{doubt}: {visible(finding.message)}"
    colour = _COLOURS[finding.severity]
    yield from _frame("-->", finding.place, linted, "", lambda text: paint(text, colour))
    for related in finding.related:
        yield from _frame(
            ":::", related.place, linted, related.message, lambda text: paint(text, "1;34")
        )
    if finding.help:
        yield f"  {paint('=', '1;34')} help: {visible(finding.help)}"
    if finding.fix:
        flag = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        yield f"  {paint('=', '1;34')} fix with `{flag}`: {visible(finding.fix.title)}"
    yield ""


def _frame(arrow: str, place: Place, linted: Linted, label: str, mark: _Mark) -> Iterator[str]:
    """A place with its lines, carets below the words that are meant."""
    excerpt = linted.excerpts.get(place)
    yield f"  {arrow} {visible(named(place, excerpt))}"
    if excerpt is None or not excerpt.lines:
        if label:
            yield f"   = {visible(label)}"
        return
    margin = len(str(excerpt.first + len(excerpt.lines)))
    yield f"{'':{margin}} |"
    for number, line in enumerate(excerpt.lines, excerpt.first):
        text, start, end = _window(line, *_columns(place.span, number, line))
        yield f"{number:{margin}} | {text}".rstrip()
        if end > start:
            carets = ("^" if arrow == "-->" else "-") * max(1, width(text[start:end]))
            said = f" {visible(label)}" if label and number == place.span.line else ""
            yield f"{'':{margin}} | {' ' * width(text[:start])}{mark(carets + said)}"
    yield f"{'':{margin}} |"


def _columns(span: Span, number: int, line: str) -> tuple[int, int]:
    """The columns of a line that a span covers; an empty stretch where it covers none."""
    if not span.line <= number <= span.end_line:
        return 0, 0
    start = span.column if number == span.line else len(line) - len(line.lstrip())
    end = span.end_column if number == span.end_line else len(line.rstrip())
    return start, max(end, start + (number == span.line))


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The stretch of a line that fits a terminal, made safe to show, and the span within it."""
    first = max(0, start - WIDTH // 2) if start > WIDTH // 2 and len(line) > WIDTH else 0
    last = first + WIDTH
    before, marked, after = (
        line[first:start],
        line[start : min(end, last)],
        line[max(start, end) : last],
    )
    opening = "…" if first else ""
    closing = "…" if last < len(line) else ""
    head, body = opening + _shown(before), _shown(marked)
    return head + body + _shown(after) + closing, len(head), len(head) + max(len(body), end > start)


def _shown(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _crash(crashed: Crashed, paint: _Paint) -> Iterator[str]:
    yield f"{paint('crashed', '1;31')}: {visible(crashed.path)}: this is a fault of nbprod, please report it"
    yield from (f"  {visible(line)}" for line in crashed.traceback.rstrip().splitlines())


def _paint(text: str, colour: str) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def _plain(text: str, colour: str) -> str:
    return text
