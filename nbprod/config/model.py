"""Every setting of a project as one value.

A setting is a field of `Config`: its default gives its type, its metadata its help. The reading
of files, the reference page and `nbprod config` are made from the same fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from nbprod.config.globs import matches
from nbprod.finding import Severity

EXCLUDED = (
    ".cache",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nbprod_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "node_modules",
    "site-packages",
    "venv",
)
"""Folders that nobody means when they name the folder above."""


class Declared(NamedTuple):
    """A data source that the project answers for: `[tool.nbprod.data."raw/*.csv"]`."""

    pattern: str
    """A path or glob relative to the settings file, or a URL; `*` stands for anything."""
    owner: str = ""
    licence: str = ""
    refresh: str = ""
    """How often it changes, in words: `daily`, `never`, `2024-05 snapshot`."""
    description: str = ""


def _setting(default: Any, help: str, *, shapes_findings: bool = True) -> Any:
    """A field that users may set; `shapes_findings` puts it into the cache's key."""
    about = {"help": help, "shapes_findings": shapes_findings}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=about)
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Config:
    """Every setting of one project, as one value."""

    select: tuple[str, ...] = _setting(
        (), "Rules to report, by name, code or family; empty: all that are on by default."
    )
    extend_select: tuple[str, ...] = _setting((), "Rules to report besides those of `select`.")
    ignore: tuple[str, ...] = _setting((), "Rules to leave out, by name, code or family.")
    per_file_ignores: Mapping[str, tuple[str, ...]] = _setting(
        {}, "Rules to leave out in the files that a glob matches."
    )
    severity: Mapping[str, Severity] = _setting(
        {}, "Severity by rule, code or family: `info`, `warning` or `error`."
    )
    rules: tuple[str, ...] = _setting((), "Folders with rule pages of your own.")
    options: Mapping[str, Mapping[str, object]] = _setting(
        {}, "Options of single rules: `[tool.nbprod.options.<rule>]`."
    )
    data: Mapping[str, Declared] = _setting(
        {}, "Data sources you answer for: owner, licence, refresh, description."
    )
    extract: Mapping[str, object] = _setting(
        {}, "Defaults for `nbprod extract`.", shapes_findings=False
    )
    fail_on: Severity = _setting(  # noqa: RUF009 - it makes a field
        Severity.INFO, "Exit with 1 at findings of this severity or above.", shapes_findings=False
    )
    exclude: tuple[str, ...] = _setting(
        EXCLUDED, "Files and folders to leave out, as in .gitignore.", shapes_findings=False
    )
    extend_exclude: tuple[str, ...] = _setting(
        (), "Files and folders to leave out besides those of `exclude`.", shapes_findings=False
    )
    respect_gitignore: bool = _setting(
        True, "Leave out what git ignores in folders.", shapes_findings=False
    )
    baseline: str = _setting(
        "", "File with the findings that are known; see `--baseline`.", shapes_findings=False
    )
    cache_dir: str = _setting(
        "", "Folder of the cache; empty: `.nbprod_cache` beside this file.", shapes_findings=False
    )
    cache_size: int = _setting(
        256, "Size in megabytes to which the cache is cut.", shapes_findings=False
    )

    root: Path = field(default_factory=Path.cwd)
    """The folder that relative paths and globs of the settings start from."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each setting that is no default was said: `pyproject.toml:12`, `--select`."""

    @cached_property
    def key(self) -> str:
        """A text that differs whenever two configurations could give different findings."""
        said = {f.name: getattr(self, f.name) for f in settings() if f.metadata["shapes_findings"]}
        return repr(sorted((name, _plain(value)) for name, value in said.items() if value))

    @property
    def rule_folders(self) -> tuple[Path, ...]:
        """Folders with the user's rule pages, absolute."""
        return tuple(self.root / folder for folder in self.rules)

    @property
    def cache_folder(self) -> Path:
        """Folder of the cache, absolute."""
        return self.root / (self.cache_dir or ".nbprod_cache")

    def over(self, origin: str, **said: Any) -> Config:
        """Lay settings on top that somebody gave elsewhere; `None` means not given."""
        given = {name: value for name, value in said.items() if value is not None}
        named = {name: origin or f"--{name.replace('_', '-')}" for name in given}
        return replace(self, **given, origins={**self.origins, **named})

    def for_file(self, path: Path) -> Config:
        """The configuration of one file: of `per_file_ignores` only what holds for it."""
        here = {
            glob: rules
            for glob, rules in self.per_file_ignores.items()
            if matches(glob, path, self.root)
        }
        return self if here == self.per_file_ignores else replace(self, per_file_ignores=here)


def settings() -> Iterator[Any]:
    """The fields of `Config` that users may set, in order of the reference page."""
    return (f for f in fields(Config) if f.metadata)


def default(setting: Any) -> object:
    """What a setting is when nobody sets it."""
    return setting.default if setting.default is not MISSING else setting.default_factory()


def _plain(value: object) -> object:
    """A value whose `repr` depends on nothing but what it says."""
    if isinstance(value, Mapping):
        return sorted((str(name), _plain(item)) for name, item in value.items())
    return value
