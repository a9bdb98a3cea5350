"""The head of a page: title and `toml` fence, turned into a `Rule`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from nbprod.errors import RulePageError
from nbprod.finding import Severity
from nbprod.lint.matchers import INSIDES, NARROWING, SUBJECTS, Matcher
from nbprod.lint.rule import AddKeyword, Rule

REQUIRED = ("code", "severity", "message", "help", "since")
WORDS = (*REQUIRED, "match", "check", "options", "default", "retired", "fix", "extraction")
EXTRACTIONS = ("settles", "lifts")
FIX_WORDS = ("title", "add", "safe")
_ALL_NARROWING = sorted({word for words in NARROWING.values() for word in words})

_CODE = re.compile(r"[A-Z]{2,6}\d{3,4}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CHECK = re.compile(r"[a-z_]+\.[a-z_0-9]+")
_OPEN = re.compile(r"\s*# (?P<title>\S.*)\n\s*```toml *\n")


class Head(NamedTuple):
    """The parts of a head."""

    title: str
    toml: str
    first: int
    """Line of the page on which the toml text begins."""
    end: int
    """Number of lines up to and including the closing fence."""


def split_head(path: Path, text: str) -> Head:
    """Find title and fence at the top of a page."""
    opened = _OPEN.match(text)
    if opened is None:
        raise RulePageError(f"{shown(path)}:1: a page begins with '# Title', then a ```toml fence")
    close = text.find("\n```", opened.end() - 1)
    if close < 0:
        raise RulePageError(
            f"{shown(path)}:{_lines(text, opened.end())}: the toml fence is never closed"
        )
    return Head(
        opened["title"].strip(),
        text[opened.end() : close + 1],
        _lines(text, opened.end()),
        _lines(text, close + 1),
    )


def read_head(path: Path, family: str, text: str) -> Rule:
    """Read the rule that a page's head states.

    Raises RulePageError with the line and a suggestion where it is wrong.
    """
    head = split_head(path, text)
    try:
        data = tomllib.loads(head.toml)
    except tomllib.TOMLDecodeError as error:
        raise RulePageError(f"{_toml_place(path, head, str(error))}: {error}") from error
    return _Reader(path, head).rule(data, family)


class _Reader:
    """Turns tables into values, and knows where it stands when one is wrong."""

    def __init__(self, path: Path, head: Head) -> None:
        self.path = path
        self.head = head

    def rule(self, data: Mapping[str, Any], family: str) -> Rule:
        """The rule of a whole head."""
        self._known(data, WORDS, "a page")
        for word in REQUIRED:
            if not isinstance(data.get(word), str):
                self.fail("", f'a page needs the text "{word}"')
        if not _CODE.fullmatch(code := data["code"]):
            self.fail("code", f'code "{code}" is not letters and digits such as "NBP501"')
        if not _NAME.fullmatch(self.path.stem):
            self.fail("", f'the name of the file, "{self.path.stem}", is not in kebab-case')
        check = self._text(data, "check")
        if check and not _CHECK.fullmatch(check):
            self.fail("check", f'check "{check}" does not read "module.function"')
        matchers = tuple(self._matcher(row, n) for n, row in enumerate(self._rows(data)))
        if not (matchers or check or data.get("retired")):
            self.fail("", "a page needs [[match]] tables, a check, or both")
        return Rule(
            name=self.path.stem,
            code=data["code"],
            family=family,
            title=self.head.title,
            severity=self._severity(data["severity"]),
            message=data["message"],
            help=data["help"],
            since=data["since"],
            path=self.path,
            matchers=matchers,
            check=check,
            options=self._table(data, "options"),
            default=self._flag(data, "default", True),
            retired=self._text(data, "retired"),
            fix=self._fix(self._table(data, "fix")),
            extraction=self._extraction(data),
        )

    def _matcher(self, row: Mapping[str, Any], number: int) -> Matcher:
        if not isinstance(row, dict):
            self.fail("match", "[[match]] is a list of tables")
        self._known(row, (*SUBJECTS, *_ALL_NARROWING), "[[match]]", number)
        subjects = [word for word in row if word in SUBJECTS]
        if len(subjects) != 1:
            self.fail("match", f"[[match]] needs exactly one of {', '.join(SUBJECTS)}", number)
        subject = subjects[0]
        for word in row:
            if word != subject and word not in NARROWING[subject]:
                self.fail(word, f'"{word}" cannot narrow "{subject}" in [[match]]', number)
        if row.get("inside", "loop") not in INSIDES:
            self.fail("inside", f"inside must be one of {', '.join(INSIDES)}", number)
        is_pattern = subject in ("shell", "string")
        if is_pattern and not isinstance(row[subject], str):
            self.fail(
                subject, f"{subject} is one pattern; write several tables for several", number
            )
        return Matcher(
            subject,
            names=() if is_pattern else self._texts(row, subject, number),
            pattern=row[subject] if is_pattern else "",
            on=self._texts(row, "on", number),
            with_=self._with(row.get("with", {}), number),
            without=self._without(row.get("without", ()), number),
            first=self._pattern(row, "first", number),
            inside=row.get("inside", ""),
        )

    def _with(self, given: object, number: int) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        if not isinstance(given, dict):
            self.fail("with", "with is a table such as { inplace = true }", number)
        return tuple((k, tuple(v) if isinstance(v, list) else (v,)) for k, v in given.items())

    def _without(self, given: object, number: int) -> tuple[str | int, ...]:
        found = given if isinstance(given, list | tuple) else (given,)
        if not all(isinstance(item, str | int) for item in found):
            self.fail("without", "without names keywords (or positions)", number)
        return tuple(found)

    def _pattern(self, row: Mapping[str, Any], word: str, number: int) -> str:
        found = row.get(word, "")
        if not isinstance(found, str):
            self.fail(word, f"{word} is one regular expression", number)
        return found

    def _fix(self, row: Mapping[str, Any]) -> AddKeyword | None:
        if not row:
            return None
        self._known(row, FIX_WORDS, "[fix]")
        add = row.get("add")
        if not isinstance(add, dict) or not isinstance(row.get("title"), str):
            self.fail("fix", '[fix] needs a title and add = { keyword = "value" }')
        return AddKeyword(row["title"], tuple(add.items()), bool(row.get("safe", False)))

    def _severity(self, word: str) -> Severity:
        try:
            return Severity(word)
        except ValueError:
            known = ", ".join(level.value for level in Severity)
            self.fail("severity", f'severity "{word}" is none of {known}')

    def _extraction(self, data: Mapping[str, Any]) -> str:
        word = self._text(data, "extraction")
        if word and word not in EXTRACTIONS:
            self.fail("extraction", f'extraction "{word}" is none of {", ".join(EXTRACTIONS)}')
        return word

    def _rows(self, data: Mapping[str, Any]) -> list[Any]:
        rows = data.get("match", [])
        if not isinstance(rows, list):
            self.fail("match", "write [[match]] with two brackets: it is a list of tables")
        return rows

    def _text(self, data: Mapping[str, Any], word: str) -> str:
        found = data.get(word, "")
        if not isinstance(found, str):
            self.fail(word, f"{word} is a text")
        return found

    def _flag(self, data: Mapping[str, Any], word: str, otherwise: bool) -> bool:
        found = data.get(word, otherwise)
        if not isinstance(found, bool):
            self.fail(word, f"{word} is true or false")
        return found

    def _table(self, data: Mapping[str, Any], word: str) -> dict[str, Any]:
        found = data.get(word, {})
        if not isinstance(found, dict):
            self.fail(word, f"[{word}] is a table")
        return found

    def _texts(self, row: Mapping[str, Any], word: str, number: int) -> tuple[str, ...]:
        given = row.get(word, ())
        found = (given,) if isinstance(given, str) else tuple(given)
        if not all(isinstance(name, str) and name for name in found):
            self.fail(word, f"{word} is a name or a list of names", number)
        return found

    def _known(
        self, row: Iterable[str], words: tuple[str, ...], where: str, number: int = -1
    ) -> None:
        for word in row:
            if word not in words:
                self.fail(word, f'unknown word "{word}" in {where}{meant(word, words)}', number)

    def fail(self, word: str, what: str, number: int = -1) -> NoReturn:
        """Say what is wrong, at the line where `word` is set."""
        raise RulePageError(f"{shown(self.path)}:{self._line(word, number)}: {what}")

    def _line(self, word: str, number: int) -> int:
        """Line of the page that sets `word`, in the `number`th [[match]] table if one is meant."""
        lines = self.head.toml.split("\n")
        start = 0
        if number >= 0:
            tables = [n for n, line in enumerate(lines) if line.strip().startswith("[[match")]
            start = tables[number] if number < len(tables) else 0
        key = re.compile(rf"\s*(\[+\s*)?[\"']?{re.escape(word)}[\"']?\s*[\]=.]")
        found = (n for n, line in enumerate(lines[start:], start) if word and key.match(line))
        return self.head.first + next(found, start)


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?` where a known word is near, else the empty text."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def _lines(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _toml_place(path: Path, head: Head, message: str) -> str:
    found = re.search(r"at line (\d+)", message)
    return (
        f"{shown(path)}:{head.first + int(found[1]) - 1}"
        if found
        else f"{shown(path)}:{head.first}"
    )


def shown(path: Path) -> str:
    """A page's path as a person in the current folder would write it."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
