"""What is known of single magics: whose body is Python, and what their arguments name."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PYTHON_CELLS = _words(
    "cache capture debug heat ipytest local lprun manim memit mprun notify prun px pyspark "
    "run_pytest scalene snakeviz time tracepy wandb"
)
"""Cell magics that run their body in the notebook's namespace."""

PYTHON_LINES = _words("debug heat lprun memit mprun notify prun scalene snakeviz time")
"""Line magics that run their argument in the notebook's namespace."""

TIMED = frozenset(("timeit",))
"""Magics whose Python reads the notebook's names and binds none of them."""

UNEXPANDED = PYTHON_LINES | TIMED
"""Magics whose argument IPython hands over as written, `{}` and `$` included."""

HEADERS = _words("md md-sandbox scala r sh fs")
"""Databricks: a first line that says which language the whole cell is."""

AUTOMAGIC = _words(
    "alias alias_magic autoawait autocall automagic autoreload bookmark cat cd clear code_wrap "
    "colors conda config connect_info cp debug dhist dirs doctest_mode ed edit env gui hist "
    "history killbgscripts ldir less lf lk ll load load_ext loadpy logoff logon logstart logstate "
    "logstop ls lsmagic lx macro magic mamba man matplotlib micromamba mkdir more mv notebook "
    "page pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint precision prun psearch "
    "psource pushd pwd pycat pylab qtconsole quickref recall rehashx reload_ext rep rerun reset "
    "reset_selective rm rmdir run save sc set_env store sx system tb time timeit unalias "
    "unload_ext uv who who_ls whos xdel xmode"
)
"""Line magics and aliases that a one-line cell may name without the percent sign."""

_PYLAB = tuple(sorted(_words("numpy matplotlib pylab mlab pyplot plt np display figsize getfigs")))

_VALUED = {"prun": "DlsTw", "timeit": "nrv", "memit": "rtio", "lprun": "fmDTsu", "mprun": "fT"}
"""Short options that take a value."""

_OUT = re.compile(r"--(?:out|err|proc)[= ]\s*([A-Za-z_]\w*)")
_FIRST = re.compile(r"^\s*([A-Za-z_]\w*)")
_BINDS = {
    **dict.fromkeys(
        ("bash", "sh", "script", "perl", "ruby", "python", "python2", "python3", "pypy"), _OUT
    ),
    **dict.fromkeys(("bigquery", "bqsql"), _FIRST),
    **dict.fromkeys(("R", "octave"), re.compile(r"(?:-o|--output)[= ]?\s*([A-Za-z_][\w,]*)")),
    "capture": re.compile(r"(?:^|(?<=\s))([A-Za-z_]\w*)"),
    "sql": re.compile(r"([A-Za-z_]\w*)\s*=?\s*<<"),
    "store": re.compile(r"(?<=-r)\s+([A-Za-z_][\w ]*)"),
}
_READS = {
    **dict.fromkeys(("R", "octave"), re.compile(r"(?:-i|--input)[= ]?\s*([A-Za-z_][\w,]*)")),
    "store": re.compile(r"^(?!-)\s*([A-Za-z_][\w ]*)"),
}
_CYTHON = re.compile(r"^(?:def|cpdef|class|cdef +class)\s[^(:=\n]*?(\w+)\s*[(:]", re.MULTILINE)
_OPTION = re.compile(r"-(-?)(\w[\w-]*)(=?\S*)(?:\s+|$)")
_WORD = re.compile(r"\S+(?:\s+|$)")


_REGISTERED = re.compile(
    r"@(?:register_)?(?:line_)?cell_magic\b[^\n]*\n\s*def\s+(\w+)\s*\((?:(?!\n\S).)*", re.DOTALL
)
_RUNS = re.compile(r"\b(?:run_cell|run_cell_async|exec)\(")


def registered(source: str) -> Iterator[str]:
    """Cell magics that a notebook's own code registers and that run their body as Python."""
    for found in _REGISTERED.finditer(source) if "cell_magic" in source else ():
        if _RUNS.search(found[0]):
            yield found[1]


def parted(content: str) -> tuple[str, str]:
    """The name and the arguments of a line magic.

    `% matplotlib inline` was read without its space before IPython 7.
    """
    name, _, arguments = content.partition(" ")
    if not name:
        old, _, rest = content.strip().partition(" ")
        if old in AUTOMAGIC - UNEXPANDED:
            return old, rest
    return name, arguments


def options_end(name: str, arguments: str) -> int:
    """Offset in `arguments` where options end and Python begins."""
    takes, at = _VALUED.get(name, ""), 0
    while option := _OPTION.match(arguments, at):
        at = option.end()
        valued = not option[1] and len(option[2]) == 1 and option[2] in takes and not option[3]
        if valued and (word := _WORD.match(arguments, at)):
            at = word.end()
    return at


def bound_names(name: str, arguments: str, body: str = "") -> tuple[str, ...]:
    """Names that a magic binds by itself."""
    if name == "pylab":
        return _PYLAB
    if name in ("cython", "cython_inline"):
        return tuple(dict.fromkeys(_CYTHON.findall(body)))
    return tuple(dict.fromkeys(word for word, _ in _named(_BINDS.get(name), arguments)))


def handed_names(name: str, arguments: str) -> Iterator[tuple[str, int]]:
    """Names that options hand to a magic, each with its offset in `arguments`."""
    return _named(_READS.get(name), arguments)


def _named(pattern: re.Pattern[str] | None, arguments: str) -> Iterator[tuple[str, int]]:
    for found in pattern.finditer(arguments) if pattern else ():
        for word in re.finditer(r"\w+", found[1]):
            yield word[0], found.start(1) + word.start()
