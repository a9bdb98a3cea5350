"""Files of requirements that a notebook installs: `!pip install -r requirements.txt`.

Source: pip, "Requirements File Format".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from nbprod.extract.plan import Doubt, Install
from nbprod.notebook.model import Notebook

_LISTED = re.compile(r"\binstall\b[^\n]*?\s(?:-r|--requirement)[ =]+([^\s\"'&;|]+)")
_COMMENT = re.compile(r"(^|\s)#.*")
_WANTED = "-r "


def named_lists(notebook: Notebook) -> tuple[str, ...]:
    """Paths of the files of requirements that code cells name, relative to the notebook's folder."""
    cells = (cell.source for cell in notebook.cells if cell.kind == "code")
    return tuple(dict.fromkeys(path for source in cells for path in _LISTED.findall(source)))


def unlisted(
    installs: Iterable[Install], lists: Mapping[str, str]
) -> tuple[tuple[Install, ...], list[Doubt]]:
    """Installs with what files list in place of the files, and a doubt for each that is not there."""
    found: dict[Install, None] = {}
    doubts: list[Doubt] = []
    for install in installs:
        path = install.requirement.removeprefix(_WANTED)
        if path == install.requirement:
            found[install] = None
        elif path in lists:
            wanted = _requirements(lists[path])
            found.update(dict.fromkeys(Install(each, install.cell) for each in wanted))
        else:
            what = f"`{path}` cannot be read here, so what it lists is declared only where it is imported"
            doubts.append(Doubt(install.cell, what))
    return tuple(found), doubts


def _requirements(text: str) -> Iterator[str]:
    """The requirements of a file, without options, comments and markers."""
    for line in re.sub(r"\\\n", " ", text).splitlines():
        wanted = _COMMENT.sub("", line).partition(";")[0].split(" --")[0].strip()
        if wanted and not wanted.startswith("-"):
            yield wanted
