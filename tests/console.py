"""Console blocks of the documentation: what they say is what the commands say.

A block that names `fixtures/` is run, command by command, in a repository that holds them as a clone
does: lines that begin with `$ ` are commands, the lines below them their output, in which a line
`...` stands for any number of lines. Other blocks speak of notebooks that only a reader has.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from snapshot import ROOT

PROMPT = "$ "
ELIDED = "..."
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Session:
    """A folder in which commands are run one after the other."""

    folder: Path

    @classmethod
    def begin(cls, folder: Path) -> Session:
        """A repository with the fixtures, all of them committed."""
        shutil.copytree(
            ROOT / "fixtures", folder / "fixtures", ignore=shutil.ignore_patterns(".nbprod_cache")
        )
        identity = ("-c", "user.name=n", "-c", "user.email=n@example.org")
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
            subprocess.run(["git", *identity, *command], cwd=folder, check=True)
        return cls(folder)

    def output(self, command: str) -> str:
        """What a command says, on both of its channels."""
        program, *arguments = shlex.split(command)
        assert program == "nbprod", f"only nbprod is run, not {program}"
        told = {"NO_COLOR": "1", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "COLUMNS": "80"}
        done = subprocess.run(
            [sys.executable, "-m", "nbprod", *arguments],
            cwd=self.folder,
            env={**os.environ, **told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return done.stdout.replace(f"{self.folder.resolve()}/", "")


def renewed(text: str, session: Session) -> str:
    """A page with the output of its commands as it is now; blocks that still hold are kept."""
    return _BLOCK.sub(lambda block: "".join(_renewed(block[0], session)), text)


def is_run(block: str) -> bool:
    """Whether the commands of a block speak of something that is here."""
    return block.startswith(PROMPT) and "fixtures/" in block


def blocks(text: str) -> list[str]:
    """The console blocks of a page."""
    return _BLOCK.findall(text)


def _renewed(block: str, session: Session) -> Iterator[str]:
    if not is_run(block):
        yield block
        return
    for part in re.split(rf"^(?={re.escape(PROMPT)})", block, flags=re.MULTILINE)[1:]:
        command, _, said = part.partition("\n")
        output = session.output(command.removeprefix(PROMPT))
        # An empty line between two commands is for the eye.
        space = "\n" if said.endswith("\n\n") and not output.endswith("\n\n") else ""
        yield f"{command}\n{said if _holds(said, output + space) else _cut(output, said) + space}"


def _cut(output: str, said: str) -> str:
    """New output, as many paragraphs of it as were shown where the rest was left out."""
    if not said.rstrip().endswith(ELIDED):
        return output
    shown = said.count("\n\n") + 1
    return "\n\n".join(output.split("\n\n")[:shown]).rstrip("\n") + f"\n{ELIDED}\n"


def _holds(said: str, output: str) -> bool:
    """Whether what is written is the output, lines of `...` aside."""
    parts = re.split(rf"^{re.escape(ELIDED)}\n", said, flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(map(re.escape, parts))
    return re.fullmatch(pattern, output) is not None
