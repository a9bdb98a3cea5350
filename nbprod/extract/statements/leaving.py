"""Magics that a package goes without, by name, each with the reason that people are told."""

from __future__ import annotations

from nbprod.extract.statements.listing import listed

_CONFIGURATION = listed(
    "matplotlib load_ext reload_ext unload_ext autoreload config precision pdb xmode colors gui "
    "alias automagic doctest_mode logstart logstop logon logoff pprint tb aimport reload tensorflow_version"
)
_LOOKS = listed(
    "who who_ls whos lsmagic magic quickref history hist pinfo pinfo2 pdoc pdef psource pfile "
    "pycat page psearch load loadpy edit ed notebook save pastebin recall rerun dhist dirs "
    "connect_info qtconsole conda_list debug"
)
TIMINGS = listed("timeit memit lprun mprun")
"""Magics that run their Python for the time or memory that it takes."""
_SHOWN = listed("html HTML javascript js latex markdown svg SVG perl6")


def reason(name: str) -> str:
    """Why the package goes without a magic; empty for one that does something."""
    for names, why in (
        (_CONFIGURATION, "notebook configuration"),
        (_LOOKS, "a look at the notebook"),
        (TIMINGS, "a timing"),
        (_SHOWN, "shown in a notebook only"),
    ):
        if name in names:
            return why
    return ""
