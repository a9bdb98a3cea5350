"""Shell lines as Python: `subprocess.run` with a list."""

from __future__ import annotations

import ast
import builtins
import posixpath
import re
import shlex
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.single_words import is_single
from nbprod.notebook.interpolation import interpolated

_FEATURES = re.compile(r"[|&;<>`*?~()\[\]\n\ue000-\ue002]|\$(?!\{?[A-Za-z_]\w*\}?)|\$\(")
_FIELD = re.compile(r"\{([^{}]+)\}|\$\$|\$([A-Za-z_]\w*)")


def split(text: str, *, comments: bool = True) -> list[str]:
    """The words of a text, quotes taken off; where a quote stays open, as it stands."""
    try:
        return shlex.split(text, comments=comments)
    except ValueError:
        return text.split()


def call(
    command: str,
    *,
    captured: bool = False,
    redirected: bool = False,
    check: bool = False,
    single: Collection[str] = (),
) -> str:
    """A Python expression that runs a shell line; captured, it gives the lines that it printed.

    `single` are names whose values are one word to a shell.

    A process writes past what redirects `sys.stdout`; where that is done, what it printed is
    printed again.
    """
    if not (captured or redirected):
        return f"subprocess.run({arguments(command, single)}, check={check})"
    ran = (
        f"subprocess.run({arguments(command, single)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, "
        f"text=True, check={check}).stdout"
    )
    return f"{ran}.splitlines()" if captured else f"print({ran}, end='')"


def arguments(command: str, single: Collection[str] = ()) -> str:
    """The list of words that a shell line runs; what Python fills in may be several, or none.

    >>> arguments("wget -q {url}", {"url"})
    "['wget', '-q', f'{url}']"
    >>> arguments("wget $options '{url}'")
    "['wget', *shlex.split(f'{options}'), f'{url}']"
    >>> arguments("ls / | head -1")
    "['sh', '-c', 'ls / | head -1']"
    """
    plain = command.strip()
    if _FEATURES.search(_FIELD.sub("", plain)):
        return f"['sh', '-c', {text_of(plain)}]"
    words = words_of(plain)
    loose = _loose(plain)
    loose = loose if len(loose) == len(words) else [_fields(word) for word in words]
    given = (_argument(*each, single) for each in zip(words, loose, strict=True))
    return "[" + ", ".join(given) + "]"


def _argument(word: str, loose: list[re.Match[str]], single: Collection[str]) -> str:
    """A word; one that a shell would split once it is filled in, split."""
    text = text_of(word)
    split = any(not is_single(found[1] or found[2], single) for found in loose)
    return f"*shlex.split({text})" if split else text


def _loose(command: str) -> list[list[re.Match[str]]]:
    """For each word of a line the fields that stand in no quotes."""
    fields: list[str] = []
    try:
        words = shlex.split(_hidden(command, fields), comments=True, posix=False)
    except ValueError:
        return []
    bare = _shown((_QUOTED.sub("", word) for word in words), fields)
    return [_fields(word) for word in bare]


_QUOTED = re.compile(r"""'[^']*'|"[^"]*\"""")


def may_lack(command: str) -> bool:
    """Whether a line runs one program, which a machine may be without; a shell says so and goes on.

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
    return _shown(split(_hidden(command, fields), comments=comments), fields)


def _hidden(command: str, fields: list[str]) -> str:
    """A line with marks for its fields, which are put aside."""

    def hidden(found: re.Match[str]) -> str:
        fields.append(found[0])
        return chr(_FIRST + len(fields) - 1)

    return _FIELD.sub(hidden, command)


def _shown(words: Iterable[str], fields: Sequence[str]) -> list[str]:
    marks = {_FIRST + at: field for at, field in enumerate(fields)}
    return [word.translate(marks) for word in words]


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
