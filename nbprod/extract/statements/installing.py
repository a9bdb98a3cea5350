"""Files of requirements that a notebook installs: `!pip install -r requirements.txt`.

Source: pip, "Requirements File Format".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from nbprod.extract.plan import Doubt, Install
from nbprod.flow.credentials import starred

_COMMENT = re.compile(r"(^|\s)#.*")
_WANTED = "-r "


def unlisted(
    installs: Iterable[Install], reads: Callable[[str], str | None]
) -> tuple[tuple[Install, ...], list[Doubt]]:
    """Installs with what files list in place of the files, and a doubt for what is not declared.

    An address with a credential in it stands in no file of a package.
    """
    found: dict[Install, None] = {}
    doubts: list[Doubt] = []
    for install in installs:
        path = install.requirement.removeprefix(_WANTED)
        is_file = path != install.requirement
        text = reads(path) if is_file else path
        if text is None:
            what = f"`{path}` cannot be read here, so what it lists is declared only where it is imported"
            doubts.append(Doubt(install.cell, what))
        for wanted in _requirements(text or "") if is_file else [path]:
            if starred(wanted) == wanted:
                found[Install(wanted, install.cell)] = None
            else:
                what = (
                    f"`{starred(wanted)}` holds a credential, so it is not declared; do it without"
                )
                doubts.append(Doubt(install.cell, what))
    return tuple(found), doubts


def _requirements(text: str) -> Iterator[str]:
    """The requirements of a file, without options, comments and markers."""
    for line in re.sub(r"\\\n", " ", text).splitlines():
        wanted = _COMMENT.sub("", line).partition(";")[0].split(" --")[0].strip()
        if wanted and not wanted.startswith("-"):
            yield wanted
