"""The page that a run writes, and its chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from tests.benchmarks.growth import Point
from tests.benchmarks.measuring import Measured

WIDTH, ROW, LABEL = 760, 26, 310

HEAD = """# Performance

A hook that makes people wait is removed, so speed is a feature. This page is written by one command,
which fetches nothing and takes any folder of notebooks:

```console
$ python -m tests.benchmarks FOLDER --write docs/performance.md
```

CPU seconds say what a laptop or a CI runner has to work, seconds on the wall how long somebody
waits. Each line is a process of its own, start-up included; all take turns in one run, and the
medians stand here. The last two columns set nbprod beside that line: `0.50 / 0.40` means half of its
CPU seconds and two fifths of its seconds on the wall. Cold is a run that finds no cache, warm one
over files that have not changed. The first line of the first table is the floor of any linter that
parses with LibCST: every cell parsed, and nothing else done.

Measured on """


def page(
    tables: Mapping[str, Mapping[str, Measured]],
    grown: Mapping[str, Sequence[Point]],
    machine: str,
) -> tuple[str, str]:
    """The page as Markdown, and its chart as SVG."""
    parts = [HEAD + machine + ".\n\n![CPU seconds](images/performance.svg)\n"]
    for title, rows in tables.items():
        parts.append(f"## {title}\n\n" + "\n".join(_rows(rows)) + "\n")
    for title, points in grown.items():
        parts.append(f"## Growth with {title}\n\n" + "\n".join(_growth(title, points)) + "\n")
    return "\n".join(parts), chart(next(iter(tables.values())))


def _rows(rows: Mapping[str, Measured]) -> Iterator[str]:
    cold, warm = (next(rows[n] for n in rows if n.endswith(end)) for end in ("cold", "warm"))
    yield "| | CPU s | wall s | peak MB | nbprod cold | nbprod warm |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, one in rows.items():
        yield (
            f"| {name} | {one.cpu:.2f} | {one.wall:.2f} | {one.memory:.0f} "
            f"| {_beside(cold, one)} | {_beside(warm, one)} |"
        )


def _beside(nbprod: Measured, other: Measured) -> str:
    """How much of another's CPU and wall seconds nbprod takes."""
    return f"{nbprod.cpu / other.cpu:.2f} / {nbprod.wall / other.wall:.2f}"


def _growth(title: str, points: Sequence[Point]) -> Iterator[str]:
    """What each one more costs; the cost of the smallest is mostly start-up."""
    yield f"| {title} | CPU s | ms for each one more |"
    yield "|---:|---:|---:|"
    before: Point | None = None
    for point in points:
        more = ""
        if before is not None:
            more = f"{(point.cpu - before.cpu) / (point.many - before.many) * 1000:.2f}"
        yield f"| {point.many:,} | {point.cpu:.2f} | {more} |"
        before = point


def chart(rows: Mapping[str, Measured]) -> str:
    """Bars of CPU seconds."""
    longest = max(one.cpu for one in rows.values())
    height = ROW * len(rows) + 10
    bars = "\n".join(_bar(n, name, one.cpu, longest) for n, (name, one) in enumerate(rows.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>CPU seconds</title>\n{bars}\n</svg>\n'
    )


def _bar(number: int, name: str, cpu: float, longest: float) -> str:
    y, length = 5 + number * ROW, max(1, round((WIDTH - LABEL - 70) * cpu / longest))
    fill = "#1b7f79" if name.startswith("nbprod") else "#9aa5b1"
    return (
        f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end" fill="#66707c">{escape(name)}</text>'
        f'<rect x="{LABEL}" y="{y}" width="{length}" height="{ROW - 6}" rx="3" fill="{fill}"/>'
        f'<text x="{LABEL + length + 6}" y="{y + 15}" fill="#66707c">{cpu:.2f} s</text>'
    )
