"""Shell lines as Python: installs become requirements, the rest `subprocess.run` with a list."""

from __future__ import annotations

import ast
import builtins
import posixpath
import re
import shlex
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from nbprod.extract.statements.listing import listed
from nbprod.notebook.interpolation import interpolated

_FEATURES = re.compile(r"[|&;<>`*?~()\[\]\n\ue000-\ue002]|\$(?!\{?[A-Za-z_]\w*\}?)|\$\(")
_FIELD = re.compile(r"\{([^{}]+)\}|\$\$|\$([A-Za-z_]\w*)")
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
    return tuple(_requirements(_split(found[3].partition("&&")[0].partition("|")[0])))


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


def _split(text: str, *, comments: bool = True) -> list[str]:
    try:
        return shlex.split(text, comments=comments)
    except ValueError:
        return text.split()


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


def call(
    command: str, *, captured: bool = False, redirected: bool = False, check: bool = False
) -> str:
    """A Python expression that runs a shell line; captured, it gives the lines that it printed.

    A process writes past what redirects `sys.stdout`; where that is done, what it printed is
    printed again.
    """
    if not (captured or redirected):
        return f"subprocess.run({arguments(command)}, check={check})"
    ran = (
        f"subprocess.run({arguments(command)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, "
        f"text=True, check={check}).stdout"
    )
    return f"{ran}.splitlines()" if captured else f"print({ran}, end='')"


def arguments(command: str) -> str:
    """The list of words that a shell line runs.

    >>> arguments("wget -q {url}")
    "['wget', '-q', f'{url}']"
    >>> arguments("ls / | head -1")
    "['sh', '-c', 'ls / | head -1']"
    """
    plain = command.strip()
    if _FEATURES.search(_FIELD.sub("", plain)):
        return f"['sh', '-c', {text_of(plain)}]"
    return "[" + ", ".join(text_of(word) for word in words_of(plain)) + "]"


def may_lack(command: str) -> bool:
    """Whether a line runs one program, which a machine may be without; a shell would go on then.

    >>> may_lack("nvidia-smi -L"), may_lack("ls -l"), may_lack("ls | head -1")
    (True, False, False)
    """
    plain = command.strip()
    first = plain.partition(" ")[0]
    alone = not _FEATURES.search(_FIELD.sub("", plain)) and not _fields(first)
    return alone and posixpath.basename(first) not in EVERYWHERE


EVERYWHERE: Final = listed(
    "basename cat chmod chown cmp comm cp cut date dd df diff dirname du echo env expr false file find "
    "grep head id kill ln ls mkdir mkfifo mktemp mv nice od paste printf ps pwd rm rmdir sed sh sleep sort "
    "split tail tee test time touch tr true uname uniq wc which xargs"
)
"""Programs of every Unix. Source: POSIX.1-2024, "Utilities"."""


def shielded(command: str, bound: Collection[str]) -> str:
    """A line with `$` and braces out of reach where they are the shell's: `$HOME`, `{print $1}`.

    IPython fills in all fields of a line or, where one is no expression of bound names, none.
    """
    expressions = all(_is_expression(found[1]) for found in _FIELD.finditer(command) if found[1])
    reads = interpolated(command)
    if not expressions or any(
        name not in bound and not hasattr(builtins, name) for name, _ in reads
    ):
        return command.translate(_SHIELD)
    at = {offset for _, offset in reads}

    def left(found: re.Match[str]) -> str:
        if found[0] == "$$":
            named = re.match(r"\w", command[found.end() :])
            return _DOLLAR if named else _DOLLAR * 2
        return found[0] if found[1] or found.start(2) in at else _DOLLAR + found[2]

    return _FIELD.sub(left, command)


def _is_expression(text: str) -> bool:
    """Whether IPython can fill a field in; it evaluates all of `{price:.2f}`, which is a slice."""
    try:
        ast.parse(re.sub(r"![rsa]$", "", text).strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True


_DOLLAR = "\ue000"
_SHIELD = {ord("$"): _DOLLAR, ord("{"): "\ue001", ord("}"): "\ue002"}


def _bared(text: str, *, formatted: bool) -> str:
    """A literal with the shell's own signs back in it."""
    for sign, shield in _SHIELD.items():
        text = text.replace(shield, chr(sign) * (1 + (formatted and chr(sign) != "$")))
    return text


def script(words: Sequence[str], body: str, *, captured: bool = False) -> str:
    """A Python expression that hands a whole cell to another interpreter, as a magic calls it.

    With arguments the interpreter reads the cell where IPython gives it too, from its input:
    `%%bash -s $name`. Source: IPython, "%%script".

    >>> script(["bash"], "ls")
    "subprocess.run(['bash', '-c', 'ls'], check=True)"
    >>> script(["bash", "-s", "{name}", "--no-raise-error"], "echo $1")
    "subprocess.run(['bash', '-s', f'{name}'], input='echo $1', text=True, check=False)"
    """
    check = f"check={'--no-raise-error' not in words}"
    more = ", capture_output=True" if captured else ""
    end = ".stdout" if captured else ""
    known = iter(words)
    given = [w for w in known if not (w in _VALUED_OPTIONS and next(known, "")) and w not in _FLAGS]
    given = given or ["sh"]
    if len(given) > 1:
        run = ", ".join(map(text_of, given))
        return f"subprocess.run([{run}], input={literal(body)}, text=True, {check}{more}){end}"
    flag = "-c" if given[0] in ("bash", "sh", "zsh", "python", "python3", "python2") else "-e"
    more += ", text=True" if captured else ""
    return f"subprocess.run([{given[0]!r}, {flag!r}, {literal(body)}], {check}{more}){end}"


_FLAGS = listed("--bg --no-raise-error")
_VALUED_OPTIONS = listed("--out --err --proc")
"""What IPython keeps of the arguments of a script for itself."""


def literal(text: str) -> str:
    """A string of several lines as readable Python source."""
    if "\n" not in text.rstrip("\n"):
        return repr(text)
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def words_of(command: str, *, comments: bool = True) -> list[str]:
    """The words of a line; quotes and spaces inside of its fields are none of the shell's."""
    fields: list[str] = []

    def hidden(found: re.Match[str]) -> str:
        fields.append(found[0])
        return chr(_FIRST + len(fields) - 1)

    found = _split(_FIELD.sub(hidden, command), comments=comments)
    marks = {_FIRST + at: field for at, field in enumerate(fields)}
    return [word.translate(marks) for word in found]


_FIRST = 0xE100
"""Where marks begin that stand for fields, in what Unicode leaves to private use."""


def text_of(word: str) -> str:
    """A word as a literal, an f-string where the notebook's names are filled in."""
    if not _fields(word):
        plain = word.replace("$$", "$").replace("{{", "{").replace("}}", "}")
        return repr(_bared(plain, formatted=False))
    filled = _FIELD.sub(_filled, word)
    quote = next((q for q in ("'", '"', '"""') if q not in filled), '"""')
    return _bared(f"f{quote}{filled}{quote}".replace("\n", "\\n"), formatted=True)


def _fields(word: str) -> list[re.Match[str]]:
    return [found for found in _FIELD.finditer(word) if found[0] != "$$"]


def _filled(found: re.Match[str]) -> str:
    if found[0] == "$$":
        return "$"
    return "{" + (found[1] or found[2]) + "}"
