"""A rule, as its page states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbprod.finding import Severity
from nbprod.lint.matchers import Matcher


@dataclass(frozen=True, slots=True)
class AddKeyword:
    """The fix a page can state by itself: keywords to add to the call that was found."""

    title: str
    keywords: tuple[tuple[str, str], ...]
    """Each keyword with the Python text of its value."""
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What a page says at lint time; everything below its `toml` fence is for people and tests."""

    name: str
    """Kebab-case stem of the page; reads well after "allow"."""
    code: str
    family: str
    """The page's folder, and the finding's `category`."""
    title: str
    severity: Severity
    message: str
    help: str
    """What to do next; may name the same values as the message."""
    since: str
    path: Path
    matchers: tuple[Matcher, ...] = ()
    check: str = ""
    """`module.function` under `lint/checks`; empty where matchers are enough."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What the page sets of the check's keyword-only parameters."""
    default: bool = True
    """Whether the rule runs unless somebody asks otherwise."""
    retired: str = ""
    """The version that took the rule out of service; its name and code stay taken."""
    fix: AddKeyword | None = None
    extraction: str = ""
    """What `nbprod extract` makes of a finding: it `settles` it, or `lifts` a literal that may be
    a setting then; empty where it stays with its statement."""

    def answers_to(self, selector: str) -> bool:
        """Whether a selector names this rule: by name, code, start of the code, or family."""
        return selector in (self.name, self.family, "all") or (
            selector.isupper() and self.code.startswith(selector)
        )
