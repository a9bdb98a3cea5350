"""The pages of `docs/reference/`, made from the code they describe."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import groupby

import click

from nbprod.cli import main
from nbprod.config.model import Declared, default, settings
from nbprod.extract import targets
from nbprod.flow import effects
from nbprod.knowledge import home
from nbprod.lint import matchers
from nbprod.lint.page import Page, read_page
from nbprod.lint.rulebook import pages
from nbprod.report import findings, graphs

NOTE = "<!-- Made from the code by tests/references.py; `pytest --accept` writes it anew. -->"


def cli() -> str:
    """Every command with its arguments, options and help."""
    parts = ["# Commands", NOTE, _paragraphs(main.help or "")]
    for name, command in _commands(main, ""):
        parts += [f"## nbprod {name}", *_command(name, command)]
    return _page(parts)


def config() -> str:
    """Every setting with its default."""
    rows = [
        (f"`{f.name.replace('_', '-')}`", f"`{_toml(default(f))}`", f.metadata["help"])
        for f in settings()
    ]
    words = [f"`{name}`" for name in Declared._fields if name != "pattern"]
    return _page(
        [
            "# Settings",
            NOTE,
            "Settings stand in `[tool.nbprod]` of `pyproject.toml`, or at the top of `nbprod.toml`; "
            "the nearest such file above a notebook counts, and paths in it start from its folder. "
            "`nbprod config` shows which hold, and where each was said. A setting that is "
            "misspelt is refused with a guess.",
            _table(("setting", "default", "what it says"), rows),
            "## Data you answer for",
            f'A table `[tool.nbprod.data."PATTERN"]` declares a source with {_listed(words)}. '
            "The pattern is a path or glob relative to the file, or an address; `*` stands for "
            "anything.",
            "## Defaults of extract",
            "`[tool.nbprod.extract]` takes the long options of `nbprod extract` without their "
            "dashes: `name`, `out`, `target`, `python`, `strict`, `drop`, `keep`, `slice`, and "
            "`stage` as a table of cell and name.",
        ]
    )


def rules() -> str:
    """Every rule, by family."""
    every = [read_page(path, family) for path, family in pages(home())]
    parts = [
        "# Rules",
        NOTE,
        "Each rule is a page with why, examples and when to allow it: follow its name, or say "
        "`nbprod explain NAME`. Codes stay taken when a rule goes.",
    ]
    for family, found in groupby(every, lambda page: page.rule.family):
        rows = [_rule(page) for page in sorted(found, key=lambda page: page.rule.code)]
        parts += [f"## {family}", _table(("code", "rule", "severity", "what to do next"), rows)]
    return _page(parts)


def match() -> str:
    """The words of `[[match]]`."""
    rows = [
        (
            f"`{subject}`",
            _listed([f"`{word}`" for word in matchers.NARROWING[subject]]) or "nothing",
            _listed([f"`{{{word}}}`" for word in sorted(matchers.VALUES[subject])]),
        )
        for subject in matchers.SUBJECTS
    ]
    return _page(
        [
            "# The words of `[[match]]`",
            NOTE,
            "Tables of a rule's page, explained with examples in "
            "[rules/README.md](../../rules/README.md).",
            _docstring(matchers, fence="text"),
            _table(("subject", "narrowed by", "what message and help may name"), rows),
            f"`inside` is one of {_listed([f'`{word}`' for word in matchers.INSIDES])}.",
        ]
    )


def facts() -> str:
    """The schema of fact tables, and the libraries that have one."""
    names = sorted(path.stem for path in (home() / "facts").glob("*.toml"))
    libraries = [f"[{name}](../../rules/facts/{name}.toml)" for name in names]
    kinds = _listed([f"`{kind}`" for kind in sorted(effects.SOURCES)])
    return _page(
        [
            "# Facts",
            NOTE,
            _docstring(effects),
            f"Kinds of `reads` and `writes` are {kinds}.",
            "## Libraries that have a table",
            ",\n".join(libraries) + ".",
        ]
    )


def formats() -> str:
    """What `--format` and `--target` take."""
    found = [(name, findings.load(name)) for name in findings.names()]
    drawn = [(name, graphs.load(name)) for name in graphs.names()]
    built = [(name, targets.load(name)) for name in targets.names()]
    return _page(
        [
            "# Formats and targets",
            NOTE,
            "## Findings: `nbprod lint --format`",
            _table(("format", "what it is"), [(f"`{n}`", _first(m)) for n, m in found]),
            "## Graphs: `nbprod graph --format`",
            _table(
                ("format", "ending", "what it is"),
                [(f"`{n}`", f"`{m.SUFFIX}`", _first(m)) for n, m in drawn],
            ),
            "## Orchestrators: `nbprod extract --target`",
            _table(
                ("target", "needs", "what it is"),
                [(f"`{n}`", _listed([f"`{r}`" for r in m.REQUIRES]), _first(m)) for n, m in built],
            ),
        ]
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "cli": cli,
    "config": config,
    "facts": facts,
    "formats": formats,
    "match": match,
    "rules": rules,
}
"""What makes each page of `docs/reference/`."""


def _commands(group: click.Group, above: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"nbprod {name}", **main.context_settings)
    usage = " ".join([f"nbprod {name}", *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```"
    yield _paragraphs(command.help or "")
    told = (p.get_help_record(context) for p in command.get_params(context))
    rows = [(f"`{names}`", " ".join(help.split())) for names, help in filter(None, told)]
    yield _table(("option", "what it does"), rows)


def _rule(page: Page) -> tuple[str, ...]:
    rule = page.rule
    marks = [] if rule.default else ["off by default"]
    marks += [f"retired in {rule.retired}"] if rule.retired else []
    marks += ["fixable"] if page.has_fix else []
    link = f"[{rule.name}](../../rules/{rule.family}/{rule.name}.md)"
    return rule.code, link, ", ".join([rule.severity.value, *marks]), rule.help


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Enum():
            return f'"{value.value}"'
        case tuple():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case Mapping():
            return "{}"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def _docstring(module: object, *, fence: str = "toml") -> str:
    """A module's docstring as Markdown: what is set in becomes a fence."""
    paragraphs = inspect.cleandoc(module.__doc__ or "").split("\n\n")
    parts = list[str]()
    for is_code, lines in groupby(paragraphs, lambda text: text.startswith("    ")):
        text = "\n\n".join(lines)
        parts.append(f"```{fence}\n{inspect.cleandoc(text)}\n```" if is_code else text)
    return "\n\n".join(parts)


def _first(module: object) -> str:
    assert inspect.ismodule(module)
    text = inspect.cleandoc(importlib.import_module(module.__name__).__doc__ or "")
    return " ".join(text.partition("\n\n")[0].split())


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(p.split()) for p in inspect.cleandoc(text).split("\n\n"))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _page(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
