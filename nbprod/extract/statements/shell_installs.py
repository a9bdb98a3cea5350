"""What shell lines and scripts install, and what is left of them without that."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.shell import split

_INSTALLER = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:\{?sys\.executable\}?|python[\d.]*|py)\s+-m\s+)?"
    r"(pip[\d.]*|conda|mamba|apt(?:-get)?|uv(?:\s+pip)?|brew|easy_install)\s+(?:-\S+\s+)*"
    r"(install|uninstall|update|upgrade|list|show|freeze|check|add)\b(.*)",
    re.DOTALL,
)
_VALUED = listed(
    "-i --index-url --extra-index-url -f --find-links -c --constraint -t --target --channel -n "
    "--name -p --prefix --trusted-host --timeout --retries --cache-dir --root -e --editable"
)


def installs(command: str) -> tuple[str, ...] | None:
    """What a command installs, as requirements; None where it is no package manager's.

    >>> installs("pip install -q pandas==2.1 'x>=3'")
    ('pandas==2.1', 'x>=3')
    """
    found = _INSTALLER.match(command)
    if found is None:
        return None
    if found[2] != ("add" if found[1] == "uv" else "install") or found[1].startswith(
        ("apt", "brew")
    ):
        return ()
    return tuple(_requirements(split(found[3].partition("&&")[0].partition("|")[0])))


def parted(line: str) -> tuple[tuple[str, ...] | None, str]:
    """What a shell line installs (None if nothing), and what it does besides.

    >>> parted("pip install -q kaggle && kaggle datasets download rain")
    (('kaggle',), 'kaggle datasets download rain')
    >>> parted("pip install kaggle || echo 'try again'; ls")
    (('kaggle',), 'ls')
    """
    wanted: list[str] = []
    rest: list[str] = []
    left = False
    for mark, part in _COMMANDS.findall(_COMMENT.sub(r"\1", line)):
        found = installs(part)
        left = left or found is not None
        wanted += found or ()
        if found is None and not (left and mark == "||"):
            rest += [mark] * bool(rest) + [part.strip()]
    return (tuple(wanted), " ".join(rest)) if left else (None, line)


def script_parted(body: str) -> tuple[tuple[str, ...] | None, str]:
    """What a script installs (None if nothing), and the script without that.

    The rest is empty where it only prepared the installs: what a shell sets ends with it.

    >>> script_parted("pip install rain\\nls")
    (('rain',), 'ls')
    >>> script_parted("cd rain\\nexport MODE=fast\\npip install rain")
    (('rain',), '')
    """
    lines = body.replace("\\\n", " ").split("\n")
    if _HEREDOC.search(body) or not all(map(_is_whole, lines)):
        return None, body
    wanted: list[str] = []
    rest: list[str] = []
    left = False
    for line in lines:
        found, more = parted(_COMMENT.sub(r"\1", line).strip()) if line.strip() else (None, "")
        left = left or found is not None
        wanted += found or ()
        rest += [line] if found is None else [more] if more else _held(line, body)
    if not left:
        return None, body
    text = "\n".join(rest).strip("\n")
    return tuple(wanted), "" if all(map(_is_passing, rest)) else text


_HEREDOC = re.compile(r"(?<!<)<<(?!<)")
_COMPOUND = re.compile(r"^\s*(if|for|while|until|case|function)\b|[{(]\s*$|\$\?", re.MULTILINE)
_ASSIGNS = re.compile(
    r"""^\w+=(?:"\$\(.*\)"|\$\([^()]*\)|"[^"]*"|'[^']*'|[^\s"'$;&|]|\$\{?\w+\}?)*$"""
)
_GUARDS = re.compile(r"^\[ [^;&|]* \]{1,2} (?:\|\||&&) \{ [^{}]*\bexit\b[^{}]*\}$")
_PASSING = listed(": cd exit export esac fi else set shift unset")
_PATTERN = re.compile(r"^(?:case\s.*\sin$|if \[ .* \]; *then$|[^\s()\"']+\)\s+)")


def _is_whole(line: str) -> bool:
    """Whether no text of several lines begins or ends in a line."""
    try:
        shlex.split(line, comments=True)
    except ValueError:
        return bool(_ASSIGNS.match(line.strip()))
    return True


def _held(line: str, body: str) -> list[str]:
    """A command that does nothing, where a script may ask for one."""
    margin = line[: len(line) - len(line.lstrip())]
    return [f"{margin}:"] if _COMPOUND.search(body) else []


def _is_passing(line: str) -> bool:
    """Whether a line changes nothing outside its own shell, nor says anything."""
    said = _PATTERN.sub("", _COMMENT.sub(r"\1", line).strip()).removesuffix(";;").strip()
    first = said.partition(" ")[0]
    plain = not re.search(r"[;&|`<>]|\$\(", said)
    return (
        not said
        or bool(_ASSIGNS.match(said) or _GUARDS.match(said))
        or (plain and first in _PASSING)
    )


_COMMANDS = re.compile(r"""(&&|\|\||;|^)((?:'[^']*'|"[^"]*"|\\.|\|(?!\|)|&(?!&)|[^&;|'"\\])+)""")
"""Commands of a shell line, each with what joins it to the one before; a pipe is one command."""
_COMMENT = re.compile(r"""^((?:'[^']*'|"[^"]*"|[^'"#]|(?<=\S)#)*)(?<!\S)#.*""")


_REDIRECTS = re.compile(r"\d*[<>]|&>")
_LISTS = ("-r", "--requirement")


def _requirements(words: list[str]) -> list[str]:
    """What is wanted of words behind `install`; a file that lists more stays `-r file`."""
    kept: list[str] = []
    skip = False
    for before, word in pairwise(["", *words]):
        listed_in = word if before in _LISTS else word.removeprefix("--requirement=")
        if before in _LISTS or listed_in != word:
            kept.append(f"-r {listed_in}")
            continue
        if skip or word.startswith("-") or word in ("&", ";", "\\") or _REDIRECTS.match(word):
            skip = not skip and (word in _VALUED or word.endswith((">", "<")))
            continue
        kept.append(word)
    return kept
