"""Credentials by their form, and by the name they are given to: what nobody may copy or show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from nbprod.flow.shapes import descend
from nbprod.place import Span

KINDS = {
    "AWS access key": r"(?:AKIA|ASIA)[0-9A-Z]{16}",
    "GitHub token": r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}",
    "GitLab token": r"glpat-[\w-]{20,}",
    "Hugging Face token": r"hf_[A-Za-z0-9]{30,}",
    "OpenAI or Anthropic key": r"sk-(?:proj-|ant-|svcacct-|or-v1-)?[A-Za-z0-9_-]{32,}",
    "Google API key": r"AIza[0-9A-Za-z_-]{35}",
    "Slack token": r"xox[abeoprs]-[0-9A-Za-z-]{20,}",
    "Slack webhook": r"https://hooks\.slack\.com/services/T\w+/B\w+/\w{20,}",
    "Stripe key": r"[rs]k_live_[0-9A-Za-z]{20,}",
    "Databricks token": r"dapi[0-9a-f]{32}(?:-\d)?",
    "SendGrid key": r"SG\.[\w-]{22}\.[\w-]{43}",
    "npm token": r"npm_[A-Za-z0-9]{36}",
    "PyPI token": r"pypi-AgE[\w-]{60,}",
    "Groq key": r"gsk_[A-Za-z0-9]{48,}",
    "NVIDIA key": r"nvapi-[\w-]{60,}",
    "Azure storage key": r"AccountKey=[A-Za-z0-9+/=]{60,}",
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "JSON web token": r"eyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}",
}
"""Forms that only one service gives out."""

KNOWN = re.compile(
    r"(?<![\w+/=.-])(?:" + "|".join(f"({p})" for p in KINDS.values()) + r")(?![\w+/])"
)
_MARKS = (
    *(
        "AKIA",
        "ASIA",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "hf_",
        "sk-",
    ),
    *("AIza", "xox", "hooks.slack", "k_live_", "dapi", "SG.", "npm_", "pypi-", "gsk_", "nvapi-"),
    *("AccountKey", "eyJ"),
)
_SPACED = "PRIVATE KEY"
"""Every form holds one of these; looking for plain texts is much cheaper than for a pattern."""

SHORTEST = 20
"""No form is shorter, and only that of a private key holds spaces: its mark stands apart."""
_PLACEHOLDER = re.compile(
    r"your|xxx|\*\*|\.\.\.|example|placeholder|change.?me|dummy|fake|sample|insert|replace|"
    r"enter|paste|todo|secret[_-]?(?:key|name|id)|my[_-]|here|<|\{|\$|\[|12345|abcde|redacted|test|"
    r"none|null|undefined|foo|bar|_key$|_token$|_secret$|passw|^pass$|^pwd$|^token$|^key$|^secret$|"
    r"^user|^admin$|^root$|/",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:^|[_\W]|(?<=[a-z]))(?:api_?key|apikey|secret|secret_?key|secret_?access_?key|access_?key|"
    r"access_?key_?id|account_?key|auth_?token|access_?token|api_?token|bearer_?token|client_?secret|"
    r"consumer_?secret|token_?secret|private_?key|passw(?:or)?d|passphrase|pwd|hf_?token|"
    r"subscription_?key|token|storage_?key|license_?key)$",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"(?:passw(?:or)?d|passphrase|pwd)$", re.IGNORECASE)
_MARKER = re.compile(
    r"(?:^|_)(?:pad|eos|bos|sep|cls|unk|mask|special|start|end|stop|next|page)_?\w*$"
)
_KEY = re.compile(r"[\w+/=.~:@%!#^&*-]{16,}")
_ADDRESS = re.compile(r"\b([a-z][\w+.-]*)://([^\s/:@'\"<>{}]*):([^\s/@'\"<>{}$]{3,})@[\w.-]+")

_IN_JSON = re.compile(r"""["'](\w+)["']\s*:\s*["']([^"']{5,})["']""")

_WORDS = frozenset({"password", "passwd", "pass", "pwd", "username:password", "secret", "token"})


def known(text: str) -> Iterator[tuple[Span, str]]:
    """Every credential of a known form in a text, with its place and kind."""
    found_marks = marks(text)
    for number, line in enumerate(text.split("\n") if found_marks else (), 1):
        if not any(map(line.__contains__, found_marks)):
            continue
        for found in KNOWN.finditer(line):
            if not is_placeholder(found[0]):
                kind = list(KINDS)[(found.lastindex or 1) - 1]
                yield Span(number, found.start(), number, found.end()), kind


def marks(text: str) -> list[str]:
    """The marks of credentials in a text."""
    long = " ".join([word for word in text.split() if len(word) >= SHORTEST])
    marks = [mark for mark in _MARKS if mark in long]
    return [*marks, _SPACED] if _SPACED in text else marks


def is_placeholder(text: str) -> bool:
    """Whether a text only stands for a credential: `AKIAIOSFODNN7EXAMPLE`, `sk-xxxx`."""
    if text.startswith("-----BEGIN"):
        return False
    return bool(re.search(r"xxxx|example|your|\.\.\.|\*\*\*|12345678", text, re.I)) or (
        len(set(text)) < 9
    )


def is_named_secret(name: str, text: str) -> bool:
    """Whether a name is that of a credential, and a text is one of no known form."""
    return bool(NAMED.search(name)) and is_secret(name, text) and not KNOWN.search(text)


def passwords(text: str) -> Iterator[re.Match[str]]:
    """The addresses in a text that carry a password: `postgresql://user:password@host`."""
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        if found[3].lower() not in _WORDS and not _PLACEHOLDER.search(found[3]):
            yield found


def starred(text: str) -> str:
    """A text for people with its credentials starred; code may read otherwise then."""
    lines = text.split("\n")
    for span, _ in known(text):
        line = lines[span.line - 1]
        stars = "*" * (span.end_column - span.column)
        lines[span.line - 1] = line[: span.column] + stars + line[span.end_column :]
    text = "\n".join(lines)
    for found in [*passwords(text), *filter(_says_secret, _SAID.finditer(text))]:
        start, end = found.span(found.re.groups)
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


_SAID = re.compile(r"(\w+)=([^\s`\"\\]+)")


def _says_secret(found: re.Match[str]) -> bool:
    return is_named_secret(found[1], found[2]) or any(known(found[2]))


def is_secret(name: str, text: str) -> bool:
    """Whether a text given to a name such as `password` or `api_key` is one."""
    if _MARKER.match(name.lower()) or " " in text.strip() or _PLACEHOLDER.search(text):
        return False
    if _PASSWORD.search(name):
        return len(text) >= 5 and text.lower() not in _WORDS and not re.fullmatch(r"\W+", text)
    return bool(_KEY.fullmatch(text)) and is_random(text)


def is_random(text: str) -> bool:
    """Whether a text looks drawn by chance: letters and digits mixed, few repeated."""
    body = re.sub(r"[^A-Za-z0-9]", "", text)
    digits = sum(c.isdigit() for c in body)
    words = re.findall(r"[a-z]{5,}|[A-Z]{6,}", text)
    varied = len(set(body)) >= 8 and digits >= 2 and digits < len(body)
    return varied and sum(map(len, words)) < len(body) / 2


def named_values(tree: ast.AST) -> Iterator[tuple[str, str, ast.expr]]:
    """Literal texts with the name that each is given to, and where they stand."""
    for node in descend(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for name, text in _IN_JSON.findall(node.value) if ":" in node.value else ():
                yield name, text, node
        for given, value in _pairs(node) if isinstance(node, _GIVING) else ():
            if given and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield given, value.value, value


_GIVING = (ast.Assign, ast.AnnAssign, ast.keyword, ast.Dict, ast.Call, ast.arguments)
"""Nodes that may give a value to a name."""


def _pairs(node: ast.AST) -> list[tuple[str, ast.expr | None]]:
    """The names that a node gives values to."""
    match node:
        case ast.Assign():
            return [(_target(target), node.value) for target in node.targets]
        case ast.AnnAssign():
            return [(_target(node.target), node.value)]
        case ast.keyword(arg=str(name)):
            return [(name, node.value)]
        case ast.Dict():
            return [(_text(key), value) for key, value in zip(node.keys, node.values, strict=True)]
        case ast.Call(func=ast.Attribute(attr="setdefault" | "putenv" | "setenv")):
            return [(_text(one), other) for one, other in pairwise(node.args)]
        case ast.arguments() if node.defaults:
            named = [*node.posonlyargs, *node.args][-len(node.defaults) :]
            return [(n.arg, value) for n, value in zip(named, node.defaults, strict=True)]
    return []


def _target(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return _text(node.slice)
    return ""


def _text(node: ast.expr | None) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text else ""  # type: ignore[union-attr]
