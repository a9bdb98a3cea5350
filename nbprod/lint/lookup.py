"""The rules of a run as tables, so that a call is looked up once and not once a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nbprod.analysis import Analysis
from nbprod.errors import ConfigError, RulePageError
from nbprod.flow.record import Call, Import, Text
from nbprod.lint import checks
from nbprod.lint.head import shown
from nbprod.lint.match import Match
from nbprod.lint.matchers import Matcher
from nbprod.lint.options import accept
from nbprod.lint.rule import Rule
from nbprod.notebook.model import Cell


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A rule made ready: its check found, its options accepted."""

    rule: Rule
    check: Callable[..., Iterable[Match] | None] | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def ask(self, *subject: object) -> Iterable[Match]:
        """What the check says about its subject."""
        check = self.check
        if check is None:
            return ()
        return check(*subject, **self.options) or ()


Entry = tuple[Applied, Matcher]


class Names:
    """Entries by dotted name; `a.b.*` stands for all below `a.b`."""

    def __init__(self) -> None:
        self._exact: dict[str, list[Entry]] = {}
        self._below: dict[str, list[Entry]] = {}
        self._last: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._exact or self._below)

    def add(self, name: str, entry: Entry) -> None:
        """File an entry under a name."""
        if name.endswith(".*"):
            self._below.setdefault(name[:-2], []).append(entry)
            return
        self._exact.setdefault(name, []).append(entry)
        self._last.add(name.rpartition(".")[2])

    def at(self, name: str) -> Iterator[Entry]:
        """Entries for a dotted name, those for all below one of its beginnings included."""
        if found := self._exact.get(name):
            yield from found
        if self._below:
            yield from self._above(name)

    def _above(self, name: str) -> Iterator[Entry]:
        while "." in name:
            name = name.rpartition(".")[0]
            if found := self._below.get(name):
                yield from found

    def may_end(self, last: str) -> bool:
        """Whether a dotted name that ends so could have entries."""
        return bool(self._below) or last in self._last


class Lookup:
    """Where each rule of a run wants to be asked."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.calls = Names()
        self.attributes = Names()
        self.methods: dict[str, list[Entry]] = {}
        self.imports: dict[str, list[Entry]] = {}
        self.magics: dict[str, list[Entry]] = {}
        self.shell: list[Entry] = []
        self.strings: list[Entry] = []
        self.nodes: dict[type, list[Applied]] = {}
        """Checks that subscribe to a type of syntax nodes."""
        self.grains: dict[type, list[Applied]] = {}
        """Checks that subscribe to calls, imports, texts, cells, the notebook or allowances."""
        self.named: dict[str, list[Applied]] = {}
        """Checks that subscribe to calls of certain names."""
        self.given: dict[str, list[Applied]] = {}
        """Checks that subscribe to calls with certain keywords."""
        for rule in rules:
            self._add(apply(rule))

    def _add(self, applied: Applied) -> None:
        if not applied.rule.matchers and applied.check:
            self._subscribe(applied, applied.check)
        for matcher in applied.rule.matchers:
            self._file((applied, matcher))

    def _subscribe(self, applied: Applied, check: Any) -> None:
        """File a check where its subjects are: by their grain, or by the words it waits for."""
        for name in check.named:
            self.named.setdefault(name, []).append(applied)
        for name in check.given:
            self.given.setdefault(name, []).append(applied)
        for grain in () if check.named or check.given else check.grains:
            table = self.nodes if checks.is_node(grain) else self.grains
            table.setdefault(grain, []).append(applied)

    def _file(self, entry: Entry) -> None:
        matcher = entry[1]
        if matcher.subject == "shell":
            self.shell.append(entry)
        elif matcher.subject == "string":
            self.strings.append(entry)
        elif matcher.subject in ("call", "attribute"):
            names = self.calls if matcher.subject == "call" else self.attributes
            for name in matcher.names:
                names.add(name if "." in name else f"builtins.{name}", entry)
        else:
            table = {"method": self.methods, "import": self.imports, "magic": self.magics}
            for name in matcher.names:
                table[matcher.subject].setdefault(name.lstrip("%"), []).append(entry)


SUBJECT_GRAINS = {"call": Call, "method": Call, "import": Import, "string": Text, "shell": Call}
"""What a check is asked about where its page also has `[[match]]` tables.

Of commands that is the call that starts one; a shell line is found without more ado.
"""
_PLAIN_GRAINS = (Call, Import, Text, Cell, Analysis)


def apply(rule: Rule) -> Applied:
    """Find a rule's check and accept its options.

    Raises RulePageError or ConfigError, whoever said the wrong thing.
    """
    where = shown(rule.path)
    if not rule.check:
        if rule.options:
            raise ConfigError(f'options: rule "{rule.name}" has no options')
        return Applied(rule)
    try:
        check = checks.find(rule.check)
    except RulePageError as error:
        raise RulePageError(f"{where}: {error}") from None
    for matcher in rule.matchers:
        grain = SUBJECT_GRAINS.get(matcher.subject)
        if grain not in check.grains:  # type: ignore[attr-defined]
            raise RulePageError(
                f'{where}: check "{rule.check}" is not asked about what '
                f'"{matcher.subject}" tables match'
            )
    options = accept(check, rule.options, where=f'options of "{rule.name}"', error=ConfigError)
    return Applied(rule, check, options)
