"""A settings file as a `Config`; a wrong setting is named with file, line and help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbprod.config.guessing import did_you_mean
from nbprod.config.locating import line_of
from nbprod.config.model import Config, Declared, default, settings
from nbprod.errors import ConfigError
from nbprod.finding import Severity


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
        known = [name for name in Declared._fields if name != "pattern"]
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
