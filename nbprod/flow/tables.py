"""Reading `rules/facts/<import name>.toml`; the schema stands in `effects`."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from nbprod.errors import FactError
from nbprod.flow.fact import SOURCES, Fact, Slot, Table, TypeFact
from nbprod.knowledge import home

_HEAD = frozenset({"title", "distribution", "sometimes", "aliases", "call", "method", "type"})
_FACT = frozenset(f.name.rstrip("_") for f in fields(Fact)) - {"certain", "general"} | {"names"}
_TYPE = frozenset(f.name for f in fields(TypeFact)) | {"names"}


@cache
def table(name: str) -> Table:
    """The facts of one library, by import name; an empty table where nothing is written.

    Raises FactError where the file breaks the schema.
    """
    path = home() / "facts" / f"{name}.toml"
    return read(path) if name.isidentifier() and path.is_file() else Table({}, {})


def read(path: Path) -> Table:
    """Read one fact table; `path`'s stem is the import name.

    Raises FactError where the file breaks the schema.
    """
    text = path.read_text("utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FactError(f"{path}: {error}") from error
    reading = _Reading(path, text, f"{path.stem}.")
    reading.refuse_unknown(data, _HEAD, "the file", 1)
    return reading.table(data)


@dataclass(slots=True)
class _Reading:
    """One file on its way to a `Table`."""

    path: Path
    text: str
    library: str
    calls: dict[str, list[Fact]] = field(default_factory=dict)

    def table(self, data: Mapping[str, Any]) -> Table:
        for row, line in self.rows(data, "call"):
            fact = self.fact(row, "[[call]]", _FACT, line)
            for name in row["names"]:
                told = replace(fact, general=name.endswith("*"))
                self.calls.setdefault(self.library + name, []).append(told)
        for row, line in self.rows(data, "method"):
            fact = self.fact(row, "[[method]]", _FACT | {"of"}, line)
            for owner in self.need(row, "of", "[[method]]", line):
                for name in row["names"]:
                    self.calls.setdefault(f"{owner}.{name}", []).append(fact)
        types = {t.name: t for row, line in self.rows(data, "type") for t in self.types(row, line)}
        aliases = {
            (self.library + name).rstrip("."): other
            for name, other in data.get("aliases", {}).items()
        }
        calls = {name: tuple(facts) for name, facts in self.calls.items()}
        return Table(calls, types, data.get("distribution", ""), aliases)

    def rows(self, data: Mapping[str, Any], kind: str) -> list[tuple[dict[str, Any], int]]:
        """The tables of one kind, each with its line."""
        heads = re.finditer(rf"^\[\[{kind}\]\]", self.text, re.MULTILINE)
        lines = [self.text.count("\n", 0, head.start()) + 1 for head in heads]
        return list(zip(data.get(kind, ()), lines, strict=True))

    def fact(self, row: dict[str, Any], where: str, known: frozenset[str], line: int) -> Fact:
        self.refuse_unknown(row, known, where, line)
        self.need(row, "names", where, line)
        for key in ("reads", "writes"):
            if row.get(key, "file") not in SOURCES:
                self.refuse(row[key], SOURCES, f"{key} of {where}", line)
        return Fact(
            returns=row.get("returns"),
            like=_slots(row.get("like", ())),
            reads=row.get("reads", ""),
            writes=row.get("writes", ""),
            argument=_slots(row.get("argument", ())),
            into=_slots(row.get("into", ())),
            format=row.get("format", ""),
            changes=_slots(row.get("changes", ())),
            shares=_slots(row.get("shares", ())),
            uses=tuple(row.get("uses", ())),
            sets=tuple(row.get("sets", ())),
            shows=row.get("shows", False),
            calls=_slots(row.get("calls", ())),
            with_=tuple((_slot(k), _values(v)) for k, v in row.get("with", {}).items()),
            without=tuple(_slot(word) for word in _slots(row.get("without", ()))),
        )

    def types(self, row: dict[str, Any], line: int) -> list[TypeFact]:
        self.refuse_unknown(row, _TYPE, "[[type]]", line)
        names = row.get("names") or [self.need(row, "name", "[[type]]", line)]
        return [
            TypeFact(
                name,
                tuple(row.get("bases", ())),
                row.get("items", ""),
                row.get("iterates", row.get("items", "")),
                row.get("attributes", {}),
                frozenset(row.get("views", ())),
                row.get("immutable", False),
                row.get("picture", {}),
            )
            for name in names
        ]

    def need(self, row: Mapping[str, Any], key: str, where: str, line: int) -> Any:
        if key not in row:
            raise FactError(f"{self.path}:{line}: {where} needs `{key}`")
        return row[key]

    def refuse_unknown(
        self, row: Mapping[str, Any], known: frozenset[str], where: str, line: int
    ) -> None:
        for word in row:
            if word not in known:
                self.refuse(word, known, where, self.line_of(word, line))

    def refuse(self, word: str, known: frozenset[str], where: str, line: int) -> None:
        near = difflib.get_close_matches(word, known, 1)
        words = ", ".join(sorted(known))
        hint = f'did you mean "{near[0]}"?' if near else f"known are {words}"
        raise FactError(f'{self.path}:{line}: unknown word "{word}" in {where}; {hint}')

    def line_of(self, word: str, start: int) -> int:
        """The line at which `word` is given, from line `start` on."""
        for number, line in enumerate(self.text.splitlines()[start - 1 :], start):
            if re.match(rf"\[*\s*[\"']?{re.escape(word)}\b", line):
                return number
        return start


def _slots(value: Slot | list[Slot] | tuple[Slot, ...]) -> tuple[Slot, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _slot(word: Slot) -> Slot:
    return int(word) if isinstance(word, str) and word.isdigit() else word


def _values(value: object) -> tuple[object, ...]:
    """What a condition accepts; TOML has no null, so `"None"` stands for it."""
    values = value if isinstance(value, list) else [value]
    return tuple(None if each == "None" else each for each in values)
