"""Paths, files and addresses that are written into the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from nbprod.analysis import Analysis, once
from nbprod.flow.effects import argument
from nbprod.flow.record import Call
from nbprod.lint.checks import each
from nbprod.lint.literals import Written, leaves, literals
from nbprod.lint.match import Match
from nbprod.lint.narrowing import first_argument

ROOTS = (
    "bin content data databricks dbfs dev/shm etc export gdrive home kaggle lustre media mnt net nfs "
    "notebooks opt private projects root scratch srv tmp usr Users var Volumes workdir workspace"
)
_ABSOLUTE = re.compile(
    rf"(?:/(?:{'|'.join(ROOTS.split())})(?:/|$)|~\w*/|[A-Za-z]:[\\/](?!/)|\\\\\w)"
)
_CONTRACT = re.compile(r"/opt/ml(?:/|$)|/dev/(?:null|stdout|stderr|random|urandom)$")
"""Paths that a SageMaker container or every Unix promises."""

_PLATFORM = re.compile(r"/(?:content|kaggle|dbfs|databricks|mnt)(?:/|$)|dbfs:/")
_URL = re.compile(r"(?:https?|ftp)://[^\s{<\[\"'%]+\S*$")
_BUCKET = re.compile(
    r"(?:s3|s3a|s3n|gs|abfss?|wasbs?|adl|az|hdfs|oss|r2)://(?![\s{<\[$%]|$)\S*$|dbfs:/\w\S*$"
)
_NAMESPACE = re.compile(
    r"https?://(?:www\.)?(?:w3\.org|schemas?\.|purl\.org|json-schema\.org|xmlns\.)"
)
_PLAIN = re.compile(r"[\w./~\-{}\\ @+()#:$*?]+$")
_SCHEME = re.compile(r"\w+:")
_DATA = re.compile(
    r"[\w\-.{}()\[\] /\\$*]*[\w\-{})\]*]\.(?:csv|tsv|txt|jsonl?|ndjson|xlsx?|xlsm|ods|parquet|feather|"
    r"arrow|orc|avro|h5|hdf5?|pkl|pickle|npy|npz|joblib|pth?|ckpt|safetensors|onnx|keras|tflite|pb|"
    r"bin|dat|data|db|sqlite3?|xml|ya?ml|toml|ini|cfg|conf|env|log|zip|tar|gz|tgz|bz2|xz|7z|rar|"
    r"png|jpe?g|gif|bmp|svg|tiff?|webp|pdf|docx?|pptx?|mp3|wav|flac|ogg|mp4|avi|mov|mkv|mat|sav|"
    r"rds|rda|arff|dta|sas7bdat|geojson|shp|kml|gpx|nc|nii|dcm|fits|las|ttf|otf|pem|key|crt|"
    r"html?|sql|vocab|model|bson|mtx|gml|graphml|edgelist|fasta|fastq|vcf|bed)(?:\.gz|\.bz2|\.zip|\.xz)?$",
    re.IGNORECASE,
)
_PATH_NAME = re.compile(
    r"(?:^|_)(?:path|paths|dir|dirs|dirname|directory|folder|folders|file|files|filename|fname|filepath|"
    r"fpath|outfile|infile|savefile)$|(?:dir|path|folder|directory|filename|file)$",
    re.IGNORECASE,
)

SAID = frozenset(
    {"print", "display", "Markdown", "HTML", "Latex", "warn", "info", "debug", "error"}
)
SAID |= {"title", "suptitle", "set_title", "xlabel", "ylabel", "set_xlabel", "set_ylabel", "legend"}
SAID |= {"text", "annotate", "log", "warning", "critical", "exception", "getLogger", "input"}
"""Calls that only say a text."""

STRINGY = frozenset({"endswith", "startswith", "replace", "split", "rsplit", "strip", "rstrip"})
STRINGY |= {"lstrip", "removesuffix", "removeprefix", "find", "index", "count", "contains", "match"}
STRINGY |= {"sub", "compile", "search", "findall", "get", "pop", "isin", "partition", "encode"}
"""Methods that work on a text and open nothing."""

OUTSIDE = frozenset({"dataset", "model", "api", "database"})
"""Sources that are named, not placed: `load_dataset("squad")` reads no file of that name."""

MOVERS = frozenset({"mkdir", "rm", "rmdir", "cd", "touch", "cp", "mv", "unzip", "cat"})
"""Shell commands whose plain words are files and folders."""

INSTALLERS = frozenset({"pip", "pip3", "conda", "mamba", "apt", "apt-get", "npm", "uv", "brew"})


@each(Analysis)
def absolute(notebook: Analysis) -> Iterator[Match]:
    """A path that holds on one machine only."""
    for found in literals(notebook):
        if is_absolute(found, notebook) and not _PLATFORM.match(found.text):
            yield match(found)


@each(Analysis)
def platform(notebook: Analysis) -> Iterator[Match]:
    """A path that one hosted platform has."""
    for found in literals(notebook):
        if _PLATFORM.match(found.text) and is_absolute(found, notebook):
            yield match(found)


@each(Analysis)
def url(notebook: Analysis) -> Iterator[Match]:
    """An address that is read from or talked to."""
    for found in literals(notebook):
        if is_used(found) and _URL.match(found.text) and not _NAMESPACE.match(found.text):
            yield match(found)


@each(Analysis)
def bucket(notebook: Analysis) -> Iterator[Match]:
    """A bucket or a distributed file system."""
    for found in literals(notebook):
        if is_used(found) and _BUCKET.match(found.text):
            yield match(found)


@each(Analysis)
def relative(notebook: Analysis) -> Iterator[Match]:
    """A file or folder below wherever the notebook happens to run."""
    for found in literals(notebook):
        if is_used(found) and is_relative(found, notebook):
            yield match(found)


@each(Analysis)
def working_directory(notebook: Analysis) -> Iterator[Match]:
    """The process changes where it stands, by a call or by `%cd`."""
    for name in ("os.chdir", "os.fchdir"):
        for call in notebook.calls_of.get(name, ()):
            yield Match(call.inside.cell, call.node, {"path": _given(call, notebook)})
    for cell, magic in notebook.magics:
        if magic.name in ("cd", "pushd") and magic.kind in ("line", "auto"):
            yield Match(cell, magic.span, {"path": magic.arguments.strip() or "~"})


def _given(call: Call, notebook: Analysis) -> str:
    given = first_argument(call.node)
    return (notebook.names.text(given) if given is not None else None) or "..."


@each(Analysis)
def search_path(notebook: Analysis) -> Iterator[Match]:
    """`sys.path` is assigned, or changed by a call."""
    for name in SEARCH_PATH:
        for call in notebook.calls_of.get(name, ()):
            yield Match(call.inside.cell, call.node)
    for kind in (ast.Assign, ast.AugAssign):
        for node, inside in notebook.nodes_of.get(kind, ()):
            if isinstance(node, kind) and _is_search_path(node, notebook):
                yield Match(inside.cell, node)


def _is_search_path(node: ast.Assign | ast.AugAssign, notebook: Analysis) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    bases = (t.value if isinstance(t, ast.Subscript) else t for t in targets)
    return any(
        isinstance(b, ast.Attribute) and notebook.names.dotted(b) == "sys.path" for b in bases
    )


SEARCH_PATH = frozenset(
    {"sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"}
)


def match(found: Written) -> Match:
    """A match that names the text."""
    return Match(found.cell, found.at, {"path": found.text})


def is_used(found: Written) -> bool:
    """Whether a text is handed to something that may open it, and is not merely said.

    The default of a setting is neither: who runs the code says what it is.
    """
    if found.role in ("shell", "magic", "assigned", "element"):
        return True
    if found.role != "argument" or found.call is None:
        return False
    last = found.call.written.rpartition(".")[2]
    return last not in SAID and (last not in STRINGY or bool(found.name))


def is_absolute(found: Written, notebook: Analysis) -> bool:
    """Whether a text is a path from the root, a home or a drive."""
    text = found.text
    if not (text.startswith("/") or _ABSOLUTE.match(text)):
        return False
    if not (2 < len(text) < 300) or "\n" in text or _CONTRACT.match(text) or found.follows:
        return False
    if found.role == "setting":
        return False
    if found.role in ("shell", "magic"):
        return bool(_ABSOLUTE.match(text))
    if found.role == "argument" and not is_used(found):
        return False
    if opens(found, notebook):
        return bool(_ABSOLUTE.match(text)) or (text.startswith("/") and bool(_PLAIN.match(text)))
    return bool(_ABSOLUTE.match(text) and _PLAIN.match(text))


def is_relative(found: Written, notebook: Analysis) -> bool:
    """Whether a text names a file or folder relative to the working directory."""
    text = found.text
    if not (0 < len(text) < 200) or "\n" in text or _ABSOLUTE.match(text) or text.startswith("/"):
        return False
    if found.follows and text[0] in "_.-":
        return False
    if not _PLAIN.match(text) or _SCHEME.match(text) or text.strip("./{}* ") == "":
        return text.startswith("../")
    if found.role == "shell":
        return is_shell_file(found)
    if found.role == "magic":
        return found.name in ("writefile", "file", "load", "save")
    if text.startswith(("./", "../")) or opens(found, notebook):
        return True
    return not text.startswith("*") and names_a_file(found, notebook)


def names_a_file(found: Written, notebook: Analysis) -> bool:
    """Whether a text looks like a file by its ending, or by the name it is given to."""
    reads = notebook.names.fact(found.call) if found.call else None
    if reads is not None and reads.reads in OUTSIDE:
        return False
    if "." in found.text and _DATA.match(found.text) and not found.text.startswith("."):
        return True
    if not found.whole or found.text.startswith("{") or set(" ?$") & set(found.text):
        return False
    if found.call is not None and found.call.written.rpartition(".")[2] in SAVERS:
        return True
    if found.role == "assigned":
        given = is_path_name(found.name) and found.name in handed_on(notebook)
        return given or found.text.endswith("/")
    return is_path_name(found.name)


@lru_cache(maxsize=4096)
def is_path_name(name: str) -> bool:
    """Whether a keyword or a variable is called like a path; few words make up most notebooks."""
    return bool(_PATH_NAME.search(name))


@once
def handed_on(notebook: Analysis) -> frozenset[str]:
    """Variables that are given to something that opens a file or joins a path."""
    return frozenset(_handed_on(notebook))


def _handed_on(notebook: Analysis) -> Iterator[str]:
    for record in notebook.records:
        for call in record.calls:
            places = notebook.names.callee(call).startswith(("os.", "pathlib.", "shutil.", "glob."))
            fact = notebook.names.fact(call)
            opened = fact.argument if fact and "file" in (fact.reads, fact.writes) else ()
            given = [argument(call.node, slot) for slot in opened]
            given += [k.value for k in call.node.keywords if k.arg and is_path_name(k.arg)]
            given += call.node.args if places else []
            yield from (value.id for value in given if isinstance(value, ast.Name))


SAVERS = frozenset({"save_pretrained", "save_weights", "load_weights", "save_model", "load_model"})
SAVERS |= {"savefig", "to_csv", "to_parquet", "to_pickle", "to_excel", "to_json", "to_feather"}
"""Methods that mean a file whatever object has them."""


def is_shell_file(found: Written) -> bool:
    """Whether a word of a shell command is a file or folder of the working directory."""
    word, program = found.text, found.name
    if word.startswith(("-", "$", "{", "#", "%")) or program in INSTALLERS or "@" in word:
        return False
    if program == "git":
        return False
    if _DATA.match(word) or word.startswith(("./", "../")):
        return True
    return program in MOVERS and word[0].isalnum()


def opens(found: Written, notebook: Analysis) -> bool:
    """Whether a text stands where a call that is known names the file it reads or writes."""
    if found.call is None:
        return False
    fact = notebook.names.fact(found.call)
    if fact is None or "file" not in (fact.reads, fact.writes):
        return False
    for slot in fact.argument:
        given = argument(found.call.node, slot)
        if given is not None and any(leaf is found.at for leaf in leaves(given)):
            return True
    return False
