"""Every page there is, and the rules that a configuration chooses from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nbprod.config import Config
from nbprod.errors import ConfigError, RulePageError
from nbprod.finding import Severity
from nbprod.knowledge import home
from nbprod.lint.head import meant, read_head, shown
from nbprod.lint.rule import Rule

if TYPE_CHECKING:
    from nbprod.lint.lookup import Lookup

NOT_PAGES = frozenset({"README.md"})
NOT_FAMILIES = frozenset({"facts"})


@dataclass(frozen=True)
class Library:
    """All pages of `rules/` and of the user's folders, as rules."""

    rules: tuple[Rule, ...]
    """In order of their codes."""

    @cached_property
    def by_name(self) -> dict[str, Rule]:
        """Rules by name."""
        return {rule.name: rule for rule in self.rules}

    @cached_property
    def selectors(self) -> tuple[str, ...]:
        """Every word that selects a rule, beginnings of codes left out."""
        words = (word for r in self.rules for word in (r.name, r.code, r.family))
        return ("all", *dict.fromkeys(words))

    def selected_by(self, selector: str) -> tuple[Rule, ...]:
        """The rules in service that a selector names; empty where it names none."""
        return tuple(r for r in self.rules if not r.retired and r.answers_to(selector))

    def retired_as(self, selector: str) -> Rule | None:
        """The rule out of service that a selector names."""
        named = (r for r in self.rules if r.retired and selector in (r.name, r.code))
        return next(named, None)

    def nearest(self, word: str) -> str:
        """The selector that a misspelt word may have meant; empty where none is near."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(word, self.selectors, n=1)), "")

    def refuse_unknown(self, selectors: Iterable[str], where: str) -> None:
        """Raise ConfigError for a selector that names no rule."""
        for selector in selectors:
            if self.selected_by(selector):
                continue
            if retired := self.retired_as(selector):
                raise ConfigError(
                    f'{where}: rule "{selector}" was retired in {retired.retired}; remove it'
                )
            raise ConfigError(
                f'{where}: unknown rule "{selector}"{meant(selector, self.selectors)}'
                "; `nbprod rules` lists all"
            )


def read_library(folders: tuple[Path, ...] = ()) -> Library:
    """Read the head of every page: nbprod's own, then those of the user's folders.

    Raises RulePageError for a wrong page and ConfigError for a folder that is none.
    """
    own = home()
    rules = [
        _read(path, family, is_own=folder == own)
        for folder in (own, *folders)
        for path, family in pages(folder)
    ]
    _refuse_twins(rules)
    return Library(tuple(sorted(rules, key=lambda rule: rule.code)))


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each page below a folder with its family: the name of the folder it lies in."""
    if not folder.is_dir():
        raise ConfigError(f"rules: {folder} is no folder of rule pages")
    for path in sorted(folder.glob("*.md")):
        if path.name not in NOT_PAGES:
            yield path, folder.name
    for below in sorted(folder.iterdir()):
        if below.is_dir() and below.name not in NOT_FAMILIES:
            yield from ((path, below.name) for path in sorted(below.glob("*.md")))


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The rules that hold in one run, with the severities and options somebody asked for."""

    library: Library
    rules: tuple[Rule, ...]

    @cached_property
    def selected(self) -> frozenset[str]:
        """Names of the rules that hold."""
        return frozenset(rule.name for rule in self.rules)

    @cached_property
    def lookup(self) -> Lookup:
        """The rules as tables; made only when a notebook is really looked at."""
        # Checks stand on the whole analysis, which a run of cached notebooks never needs.
        from nbprod.lint.lookup import Lookup

        return Lookup(self.rules)


def choose(library: Library, config: Config) -> Rulebook:
    """The rules that a configuration selects, its severities and options laid over the pages'.

    Raises ConfigError for an unknown rule or option, with the word that may have been meant.
    """
    for setting in ("select", "extend_select", "ignore", "severity", "options"):
        where = config.origins.get(setting, setting.replace("_", "-"))
        library.refuse_unknown(getattr(config, setting), where)
    if wide := next((name for name in config.options if name not in library.by_name), None):
        where = config.origins.get("options", "options")
        raise ConfigError(f'{where}: options are set for one rule by its name, not for "{wide}"')
    rules = tuple(
        _configured(rule, config)
        for rule in library.rules
        if not rule.retired and _is_chosen(rule, config)
    )
    return Rulebook(library, rules)


def _is_chosen(rule: Rule, config: Config) -> bool:
    """Whether a rule holds: the word that names it most exactly decides, `ignore` at a draw."""
    chosen = max(
        _exactness(rule, (*config.select, *config.extend_select)), _by_default(rule, config)
    )
    return chosen > _exactness(rule, config.ignore)


def _by_default(rule: Rule, config: Config) -> int:
    return 1 if rule.default and not config.select else 0


def _exactness(rule: Rule, selectors: Iterable[str]) -> int:
    """How exactly the best of the selectors names a rule; 0 where none does."""
    named = (selector for selector in selectors if rule.answers_to(selector))
    return max((_weight(rule, selector) for selector in named), default=0)


def _weight(rule: Rule, selector: str) -> int:
    if selector == "all":
        return 1
    if selector in (rule.name, rule.code):
        return 100
    return 2 if selector == rule.family else len(selector)


def _configured(rule: Rule, config: Config) -> Rule:
    """A rule with its severity and options as configured; the most exact word decides."""
    severity = _best(rule, config.severity) or rule.severity
    options = {**rule.options, **(config.options.get(rule.name) or {})}
    if severity is rule.severity and options == rule.options:
        return rule
    return replace(rule, severity=severity, options=options)


def _best(rule: Rule, severity: Mapping[str, Severity]) -> Severity | None:
    named = [selector for selector in severity if rule.answers_to(selector)]
    return severity[max(named, key=lambda s: _weight(rule, s))] if named else None


def _read(path: Path, family: str, *, is_own: bool) -> Rule:
    """The rule of one page; a user's page may match, but bring no code."""
    rule = read_head(path, family, path.read_text("utf-8"))
    if rule.check and not is_own:
        raise RulePageError(
            f"{shown(path)}: a page of your own says what it finds with [[match]]; "
            f'"check" names a function inside nbprod'
        )
    return rule


def _refuse_twins(rules: Iterable[Rule]) -> None:
    """Names and codes belong to one page for ever, retired ones included."""
    taken: dict[str, Rule] = {}
    for rule in rules:
        for word in (rule.name, rule.code):
            if (other := taken.setdefault(word, rule)) is not rule:
                raise RulePageError(
                    f'{shown(rule.path)}: "{word}" is taken by {shown(other.path)}; '
                    "names and codes are unique and never used again"
                )
