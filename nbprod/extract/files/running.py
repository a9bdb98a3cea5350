"""The programs that a package has run beside Python."""

from __future__ import annotations

import re

from nbprod.extract.decisions.callers import Callers
from nbprod.extract.decisions.drafting import Draft, drafted
from nbprod.extract.plan import Plan
from nbprod.extract.statements.listing import listed
from nbprod.extract.statements.shell import EVERYWHERE
from nbprod.flow.record import Call
from nbprod.ledger.in_calls import SHELL_CALLS, command_line, programs


def running_by(plan: Plan) -> dict[str, set[str]]:
    """The programs that each stage runs, be it by functions of the notebook.

    `?` stands for one that is not known, `>` for one that writes a file; who lists a folder does as `ls`.
    """
    made = drafted(plan)
    if made is None:
        return {}
    where = {cell: stage.name for stage in plan.stages for cell in stage.cells}
    names = made.analysis.names
    callers = Callers(made.analysis.records, names)
    found: dict[str, set[str]] = {}
    for call in (call for record in made.analysis.records for call in record.calls):
        for program in _programs(call, made):
            for run in callers.runs(call):
                found.setdefault(where.get(run.outer.inside.cell, ""), set()).add(program)
    return found


def installed(plan: Plan) -> list[str]:
    """The programs that have to be installed: those that not every machine has."""
    every = {name for names in running_by(plan).values() for name in names}
    return sorted(name for name in every - EVERYWHERE - _BUILTINS if _NAME.fullmatch(name))


_NAME = re.compile(r"(?!python|pip\b)[A-Za-z][\w.+-]*")
_BUILTINS = listed(
    "alias bash bg break case cd command continue declare do done elif else esac eval exec exit export fi "
    "for function getopts hash if jobs let local popd pushd read readonly return set shift shopt source "
    "then trap type typeset ulimit umask unset until wait while"
)
"""What shells know themselves. Source: "GNU Bash Reference Manual", "Shell Builtin Commands"."""


def _programs(call: Call, made: Draft) -> frozenset[str]:
    """What a call has run; who moves a file is as one that writes."""
    names = made.analysis.names
    callee = names.callee(call)
    if callee.startswith("runpy.") or _MOVES.search(callee):
        return frozenset({"?"})
    if _LISTS.search(callee):
        return frozenset({"ls"})
    if callee not in SHELL_CALLS:
        return frozenset()
    text = command_line(call.node.args[0], names) if call.node.args else ""
    kept = {">"} if re.search(r">(?!\s*/dev/null|&)|\btee\b", text) else set()
    return (programs(call.node, names) or frozenset({"?"})) | kept


_MOVES = re.compile(
    r"^shutil\.(copy\w*|move|rmtree|make_archive|unpack_archive)$"
    r"|^os\.(mkdir|makedirs|remove|unlink|rename|replace|symlink|link|rmdir|truncate)$"
    r"|^pathlib\.\w*Path\.(mkdir|unlink|rename|replace|symlink_to|hardlink_to|rmdir)$"
)
_LISTS = re.compile(
    r"^(os\.(listdir|scandir|walk|stat)|os\.path\.(exists|isfile|isdir|getsize|getmtime)|glob\.\w+)$"
    r"|^pathlib\.\w*Path\.(exists|is_file|is_dir|iterdir|glob|rglob|stat)$"
)
