"""Shell lines as Python: installs become requirements, the rest `subprocess.run` with a list."""

from __future__ import annotations

import re
import shlex

from nbprod.extract.listing import listed

_FEATURES = re.compile(r"[|&;<>`*?~()\[\]\n]|\$(?!\{?[A-Za-z_]\w*\}?)|\$\(")
_FIELD = re.compile(r"\{([^{}]+)\}|\$\$|\$([A-Za-z_]\w*)")
_INSTALLER = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:\{?sys\.executable\}?|python[\d.]*|py)\s+-m\s+)?"
    r"(pip[\d.]*|conda|mamba|apt(?:-get)?|uv\s+pip|brew|easy_install)\s+(?:-\S+\s+)*"
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
    if found[2] != "install" or found[1].startswith(("apt", "brew")):
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


def script_installs(body: str) -> tuple[str, ...] | None:
    """What a script installs that does nothing else; None for any other."""
    wanted: list[str] = []
    for line in body.replace("\\\n", " ").split("\n"):
        said = _COMMENT.sub(r"\1", line).strip()
        found, rest = parted(said) if said else ((), "")
        if found is None or rest:
            return None
        wanted += found
    return tuple(wanted) or None


_COMMANDS = re.compile(r"""(&&|\|\||;|^)((?:'[^']*'|"[^"]*"|\\.|\|(?!\|)|&(?!&)|[^&;|'"\\])+)""")
"""Commands of a shell line, each with what joins it to the one before; a pipe is one command."""
_COMMENT = re.compile(r"""^((?:'[^']*'|"[^"]*"|[^'"#]|(?<=\S)#)*)(?<!\S)#.*""")


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return text.split()


def _requirements(words: list[str]) -> list[str]:
    kept: list[str] = []
    skip = False
    for word in words:
        if skip or word.startswith("-") or word in ("&", ";", "\\") or ">" in word[:1]:
            skip = not skip and word in _VALUED
            continue
        kept.append(word)
    return kept


def call(command: str, *, captured: bool = False, quiet: bool = False, check: bool = False) -> str:
    """A Python expression that runs a shell line; captured, it gives the lines that it printed.

    A process writes past what redirects `sys.stdout`, so it has to be kept quiet itself.
    """
    if not captured:
        kept = "capture_output=True, " if quiet else ""
        return f"subprocess.run({arguments(command)}, {kept}check={check})"
    return (
        f"subprocess.run({arguments(command)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, "
        f"text=True, check={check}).stdout.splitlines()"
    )


def arguments(command: str) -> str:
    """The list of words that a shell line runs.

    >>> arguments("wget -q {url}")
    "['wget', '-q', f'{url}']"
    >>> arguments("ls / | head -1")
    "['sh', '-c', 'ls / | head -1']"
    """
    plain = command.strip()
    if _FEATURES.search(_FIELD.sub("", plain)):
        return f"['sh', '-c', {_text(plain)}]"
    return "[" + ", ".join(_text(word) for word in _split(_protected(plain))) + "]"


def script(interpreter: str, body: str, *, captured: bool = False) -> str:
    """A Python expression that hands a whole cell to another interpreter."""
    more = ", capture_output=True, text=True" if captured else ""
    flag = "-c" if interpreter in ("bash", "sh", "zsh", "python", "python3", "python2") else "-e"
    end = ".stdout" if captured else ""
    return f"subprocess.run([{interpreter!r}, {flag!r}, {literal(body)}], check=True{more}){end}"


def literal(text: str) -> str:
    """A string of several lines as readable Python source."""
    if "\n" not in text.rstrip("\n"):
        return repr(text)
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def _protected(command: str) -> str:
    """Keep spaces inside `{fields}` from splitting words."""
    return _FIELD.sub(lambda found: found[0].replace(" ", ""), command)


def _text(word: str) -> str:
    """A word as a literal, an f-string where the notebook's names are filled in."""
    if not _fields(word):
        return repr(word.replace("$$", "$").replace("{{", "{").replace("}}", "}"))
    filled = _FIELD.sub(_filled, word)
    quote = next((q for q in ("'", '"', '"""') if q not in filled), '"""')
    return f"f{quote}{filled}{quote}".replace("\n", "\\n")


def _fields(word: str) -> list[re.Match[str]]:
    return [found for found in _FIELD.finditer(word) if found[0] != "$$"]


def _filled(found: re.Match[str]) -> str:
    if found[0] == "$$":
        return "$"
    return "{" + (found[1] or found[2]) + "}"
