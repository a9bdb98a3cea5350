"""A settings file as a `Config`; a wrong setting is named with file, line and help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from nbprod.config.locating import line_of
from nbprod.config.model import Config, Declared, default, settings
from nbprod.errors import ConfigError
from nbprod.finding import Severity


@cache
def nearest(folder: Path) -> Path | None:
    """The settings file that speaks for a folder: the first one at or above it."""
    if found := _file_in(folder):
        return found
    return None if folder == folder.parent else nearest(folder.parent)


def load(folder: Path) -> Config:
    """The configuration that speaks for a folder; defaults where no file does.

    One value for all folders for which one file speaks, so that it can be told by identity.

    Raises ConfigError where a setting does not hold.
    """
    found = nearest(folder)
    return read_once(found) if found else _defaults(_project(folder) or Path.cwd())


def read(path: Path) -> Config:
    """Read a settings file: `pyproject.toml`, or any TOML file in the form of `nbprod.toml`.

    Raises ConfigError where a setting does not hold.
    """
    import tomllib

    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is no TOML: {error}") from error
    table = ("tool", "nbprod") if path.name == "pyproject.toml" else ()
    for name in table:
        data = data.get(name, {})
    return _Reader(path, text, table).config(data)


def forget() -> None:
    """Let go of what was read, so that a program that lives long sees files as they are now."""
    for kept in (nearest, read_once, _project, _defaults):
        kept.cache_clear()


def _file_in(folder: Path) -> Path | None:
    own, shared = folder / "nbprod.toml", folder / "pyproject.toml"
    if own.is_file():
        return own
    # A project without settings of its own leaves the word to the folder above.
    return shared if shared.is_file() and "[tool.nbprod" in _text(shared) else None


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


@cache
def _project(folder: Path) -> Path | None:
    """The top of the git repository around a folder."""
    if (folder / ".git").exists():
        return folder
    return None if folder == folder.parent else _project(folder.parent)


@cache
def read_once(path: Path) -> Config:
    """Read a settings file, the same value on every call."""
    return read(path)


@cache
def _defaults(root: Path) -> Config:
    return Config(root=root)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str
    table: tuple[str, ...]

    def config(self, data: Mapping[str, Any]) -> Config:
        known = {f.name.replace("_", "-"): f for f in settings()}
        said, origins = {}, {}
        for key, value in data.items():
            if key not in known:
                raise self._unknown("setting", key, known, (key,))
            name = known[key].name
            said[name] = self._value(key, value, default(known[key]))
            origins[name] = f"{self.path}:{self._line((key,))}"
        return Config(**said, root=self.path.absolute().parent, origins=origins)

    def _value(self, key: str, value: Any, like: object) -> Any:
        """A setting in the type of its default."""
        if key in _TABLES:
            self._expect(isinstance(value, dict), (key,), "a table")
            return {name: _TABLES[key](self, (key, name), item) for name, item in value.items()}
        if isinstance(like, Severity):
            return self._severity((key,), value)
        if isinstance(like, tuple):
            return self._names((key,), value)
        words = {bool: "true or false", int: "a whole number", str: "text"}
        self._expect(type(value) is type(like), (key,), words[type(like)])
        return value

    def _names(self, keys: tuple[str, ...], value: Any) -> tuple[str, ...]:
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        self._expect(fits, keys, 'a list of text, such as ["hidden-state"]')
        return tuple(value)

    def _severity(self, keys: tuple[str, ...], value: Any) -> Severity:
        known = [severity.value for severity in Severity]
        if value not in known:
            raise self._unknown("severity", str(value), known, keys)
        return Severity(value)

    def _options(self, keys: tuple[str, ...], value: Any) -> Mapping[str, object]:
        self._expect(isinstance(value, dict), keys, "a table of options")
        return {name.replace("-", "_"): item for name, item in value.items()}

    def _declared(self, keys: tuple[str, ...], value: Any) -> Declared:
        self._expect(isinstance(value, dict), keys, "a table")
        known = [f.name for f in fields(Declared) if f.name != "pattern"]
        for name, said in value.items():
            if name not in known:
                raise self._unknown("word", name, known, (*keys, name))
            self._expect(isinstance(said, str), (*keys, name), "text")
        return Declared(keys[-1], **value)

    def _anything(self, keys: tuple[str, ...], value: Any) -> object:
        return value

    def _expect(self, holds: bool, keys: tuple[str, ...], what: str) -> None:
        if not holds:
            raise ConfigError(f"{self._place(keys)}: `{'.'.join(keys)}` must be {what}")

    def _unknown(self, kind: str, name: str, known: Any, keys: tuple[str, ...]) -> ConfigError:
        where = ".".join((*self.table, *keys[:-1]))
        inside = f" in [{where}]" if where else ""
        return ConfigError(
            f'{self._place(keys)}: unknown {kind} "{name}"{inside}{did_you_mean(name, known)}'
        )

    def _place(self, keys: tuple[str, ...]) -> str:
        return f"{self.path}:{self._line(keys)}"

    def _line(self, keys: tuple[str, ...]) -> int:
        return line_of(self.text, (*self.table, *keys))


_TABLES: Mapping[str, Callable[[_Reader, tuple[str, ...], Any], Any]] = {
    "per-file-ignores": _Reader._names,
    "severity": _Reader._severity,
    "options": _Reader._options,
    "data": _Reader._declared,
    "extract": _Reader._anything,
}


def did_you_mean(name: str, known: Any) -> str:
    """Help for a misspelt word: `; did you mean "select"?`, or what is known where nothing is near."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(sorted(known))}"
