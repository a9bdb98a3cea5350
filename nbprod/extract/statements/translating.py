"""IPython's own syntax as plain Python, cell by cell, before anything else is decided.

What comes out is a notebook again: the same cells with the same references, in Python alone. All
that follows reads that one, so that a `%cd` is an `os.chdir` for the flow as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace

from nbprod.extract.plan import Doubt, Install, LeftOut, Refused
from nbprod.extract.statements import shell
from nbprod.extract.statements.capturing import asks_ipython, captured
from nbprod.extract.statements.failing import outlived
from nbprod.extract.statements.launching import Launches, starters
from nbprod.extract.statements.leaving import TIMINGS, reason
from nbprod.extract.statements.line_magics import ECHO, LINES, shell_line
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.platforms import asked_for, is_language, is_on_spark, of_platform
from nbprod.extract.statements.registering import bare, is_own, unregistered
from nbprod.extract.statements.shell_installs import script_parted
from nbprod.extract.statements.single_words import single_words
from nbprod.extract.statements.translation import Translation, leave, lose, refuse
from nbprod.extract.statements.unguarding import unguarded
from nbprod.notebook.model import Cell, Magic, Notebook, Parsed, Unparsed
from nbprod.notebook.parsing import uncompiled

_SCRIPTS = {"script": ""} | {n: n for n in listed("bash sh perl ruby python python3 python2")}
_SHELLS = listed("bash sh zsh dash")
_SHELL_WORDS = listed("ls ll lf lk ldir lx cat cp mv rm rmdir mkdir less more man")

_BLANK_HEAD = re.compile(r"\A(?:[ \t]*\n)+")


def translate(
    notebook: Notebook, cells: Iterable[Parsed | Unparsed], launches: Launches | None = None
) -> Translation:
    """Turn every code cell into plain Python; what cannot be turned is refused with its reason."""
    cells = tuple(cells)
    done = Translation(notebook, bound=_bound(cells), launches=launches or {})
    if done.bound:
        parsed = [each for each in cells if isinstance(each, Parsed)]
        magics = [magic for each in parsed for magic in each.masked.magics]
        given = [name for m in magics for name in (*m.binds, *re.findall(r"\w+", m.target))]
        done.single = single_words((each.tree for each in parsed), given)
    texts: dict[int, str] = {}
    above = "".join(f"{text}\n\n" for text in starters(done.launches.values()))
    for each in cells:
        done.imports = set()
        text = outlived(unguarded(_cell(each, done)), each.cell)
        text = "" if each.cell.ref in done.ungiven else text
        head = "".join(f"{line}\n" for line in sorted(done.imports)) if text else ""
        if broken := uncompiled(text):
            done.refused.append(Refused(each.cell.ref, f"the cell does not compile: {broken}"))
            lose(each.masked.magics, each.cell, done)
        elif above and any(ref == each.cell.ref for ref, _ in done.launches):
            head, above = above + head, ""
        texts[each.cell.ref.number] = "" if broken else head + text
    texts = asked_for(_own_magics_left(texts, done), done)
    changed = (
        replace(cell, source=texts[cell.ref.number]) if cell.ref.number in texts else cell
        for cell in notebook.cells
    )
    done.notebook = replace(notebook, cells=tuple(changed))
    return done


def _own_magics_left(texts: dict[int, str], done: Translation) -> dict[int, str]:
    """Leave out the magics that the notebook registers for itself, and say so."""
    cells = {cell.ref.number: cell.ref for cell in done.notebook.cells}
    found = unregistered(texts)
    done.left_out += [
        LeftOut(cells[number], line[:80], "a magic of the notebook's own")
        for number, line in found.gone
    ]
    return found.texts


def _bound(cells: Iterable[Parsed | Unparsed]) -> frozenset[str]:
    """The names that cells bind, at whatever level."""
    parsed = [each for each in cells if isinstance(each, Parsed)]
    magics = [magic for each in parsed for magic in each.masked.magics]
    if not any(magic.kind != "cell" or magic.arguments for magic in magics):
        return frozenset()
    found = {name for magic in magics for name in magic.binds}
    for node in (node for each in parsed for node in ast.walk(each.tree)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                found.add(name)
            case ast.alias(name=name, asname=alias):
                found.add((alias or name).partition(".")[0])
    return frozenset(found)


def _cell(each: Parsed | Unparsed, done: Translation) -> str:
    cell, masked = each.cell, each.masked
    if isinstance(each, Unparsed):
        done.refused.append(Refused(cell.ref, f"the cell does not parse: {each.reason}"))
        lose(masked.magics, cell, done)
        return ""
    if not masked.magics:
        return _dedented(masked.text, masked.indent)
    headers = [magic for magic in masked.magics if magic.kind == "cell"]
    if masked.foreign or any(magic.name in TIMINGS for magic in headers):
        return _foreign(cell, headers[0] if headers else masked.magics[0], done)
    done.captured = any(magic.name == "capture" for magic in headers)
    text = _spliced(masked.text, masked.magics, cell, done)
    if headers:
        text = _BLANK_HEAD.sub("", text)
        own = (
            magic for magic in headers if is_own(magic) and not is_language(magic, done.notebook)
        )
        done.doubts += [Doubt(cell.ref, bare(magic)) for magic in own]
    for magic in reversed(headers):
        text = _wrapped(magic, text, cell, done)
    return _dedented(text, masked.indent)


def _dedented(text: str, margin: int) -> str:
    if not margin:
        return text
    return "\n".join(
        line[margin:] if line[:margin].isspace() else line for line in text.split("\n")
    )


def _spliced(text: str, magics: Iterable[Magic], cell: Cell, done: Translation) -> str:
    """Put Python where magics stood."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    parts, done_to = [], 0
    for magic in sorted((m for m in magics if m.kind != "cell"), key=lambda m: m.span):
        start = starts[magic.span.line - 1] + magic.span.column
        end = starts[magic.span.end_line - 1] + magic.span.end_column
        parts += [text[done_to:start], _magic(magic, text[start:end], cell, done)]
        done_to = end
    return "".join([*parts, text[done_to:]])


def _magic(magic: Magic, masked: str, cell: Cell, done: Translation) -> str:
    """The Python that does what a line magic does; `pass` for what the package goes without."""
    match magic.kind:
        case "help":
            return leave(done, cell, f"{magic.arguments}?", "a question to the notebook's help")
        case "auto":
            return _auto_call(magic)
        case "shell":
            return shell_line(magic, cell, done)
    if magic.holds_python and magic.name not in TIMINGS:
        return masked.removeprefix("0;").strip() or "pass"
    if is_on_spark(done.notebook) and (said := of_platform(magic, cell, done)) is not None:
        return said
    handler = LINES.get(magic.name)
    if handler is not None:
        return handler(magic, cell, done)
    if magic.name in _SHELL_WORDS:
        return shell_line(replace(magic, arguments=f"{magic.name} {magic.arguments}"), cell, done)
    why = reason(magic.name)
    if why and not magic.target:
        return leave(done, cell, f"%{magic.name} {magic.arguments}", why)
    return refuse(magic, cell, done)


def _auto_call(magic: Magic) -> str:
    return f"{magic.name}({', '.join(magic.arguments.split())})"


# -- cell magics


def _foreign(cell: Cell, magic: Magic, done: Translation) -> str:
    """A cell that is not Python, as a Python statement."""
    if why := reason(magic.name):
        return leave(done, cell, f"%%{magic.name}", why)
    if magic.name in ("writefile", "file"):
        return _written(magic, cell, done)
    if is_on_spark(done.notebook) and (text := of_platform(magic, cell, done)) is not None:
        return text
    if magic.name in ("!", "sx", "system") or magic.name in _SCRIPTS:
        return _script(magic, cell, done)
    return refuse(magic, cell, done)


def _script(magic: Magic, cell: Cell, done: Translation) -> str:
    if done.notebook.format == "databricks":  # what stands beside `%sh` is its first line there
        magic = replace(magic, arguments="", body=f"{magic.arguments}\n{magic.body}".strip())
    program, body = _SCRIPTS.get(magic.name, ""), magic.body
    given = shell.words_of(shell.shielded(f"{program} {magic.arguments}", done.bound))
    words = given if magic.name in _SCRIPTS and given else ["sh"]
    if words[0] in _SHELLS and not magic.binds:
        wanted, body = script_parted(magic.body)
        if wanted is not None:
            done.installs += [Install(requirement, cell.ref) for requirement in wanted]
            left = leave(done, cell, f"%%{magic.name} {magic.arguments}", "an installation")
            if not body:
                return left
    done.imports.add("import subprocess")
    target = f"{magic.binds[0]} = " if magic.binds else ""
    return target + shell.script(words, body, captured=bool(target))


def _written(magic: Magic, cell: Cell, done: Translation) -> str:
    leave(done, cell, f"%%{magic.name} {magic.arguments}", ECHO)
    done.imports.add("from pathlib import Path")
    words = magic.arguments.split()
    path = shell.text_of(" ".join(w for w in words if w not in ("-a", "--append")).strip("'\""))
    body = magic.body if magic.body.endswith("\n") else magic.body + "\n"
    if set(words) & {"-a", "--append"}:
        return f"with Path({path}).open('a') as file:\n    file.write({shell.literal(body)})"
    return f"Path({path}).write_text({shell.literal(body)})"


def _wrapped(magic: Magic, text: str, cell: Cell, done: Translation) -> str:
    """A body of Python, inside what its cell magic does around it."""
    if magic.name != "capture" or not text.strip():
        return text
    kept = [f"{what}=False" for what in ("stdout", "stderr") if f"--no-{what}" in magic.arguments]
    name = magic.binds[0] if magic.binds else ""
    if name and asks_ipython(name, done.notebook):
        done.imports.add("from IPython.utils.capture import capture_output")
        return captured(text, f"capture_output({', '.join(kept)})", name, again="")
    if "stdout=False" in kept:
        return text
    done.imports |= {"import contextlib", "import io"}
    again = f"contextlib.redirect_stdout({name or 'io.StringIO()'})"
    return captured(text, "contextlib.redirect_stdout(io.StringIO())", name, again)
