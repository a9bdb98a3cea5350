"""The page that a run writes, and its chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from tests.benchmarks.growth import Point
from tests.benchmarks.measuring import Measured

WIDTH, ROW, LABEL = 760, 26, 310

HEAD = """# What nbprod costs

This page is written by one command, which fetches nothing and takes any folder of notebooks:

```console
$ python -m tests.benchmarks FOLDER --write docs/performance.md
```

CPU seconds are compared, not those of a clock on the wall: they say what a laptop or a CI runner
has to work. Each line is a process of its own, start-up included; all take turns in one run, and
the medians stand here. Measured on """


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
    first = next(iter(rows.values())).cpu
    yield "| | CPU s | × the first | wall s | peak MB |"
    yield "|---|---:|---:|---:|---:|"
    for name, one in rows.items():
        yield (
            f"| {name} | {one.cpu:.2f} | {one.cpu / first:.2f} | {one.wall:.2f} "
            f"| {one.memory:.0f} |"
        )


def _growth(title: str, points: Sequence[Point]) -> Iterator[str]:
    """Cost beyond that of the smallest, which is mostly start-up."""
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
