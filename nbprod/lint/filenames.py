"""Whether a literal text names a file: by the call that opens it, by its ending, by its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from nbprod.analysis import Analysis, once
from nbprod.flow.effects import argument, arguments
from nbprod.flow.fact import Slot
from nbprod.lint.joining import before
from nbprod.lint.literals import Written, leaves, literals

ROOTS = (
    "bin content data databricks dbfs dev/shm etc export gdrive home kaggle lustre media mnt net nfs "
    "notebooks opt private projects root scratch srv tmp usr Users var Volumes workdir workspace"
)
ABSOLUTE = re.compile(
    rf"(?:/(?:{'|'.join(ROOTS.split())})(?:/|$)|~\w*/|[A-Za-z]:[\\/](?!/)|\\\\\w)"
)
PLAIN = re.compile(r"[\w./~\-{}\\ @+()#:$*?]+$")
SCHEME = re.compile(r"\w+:")
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
_ELSEWHERE = re.compile(
    r"(?:^|_)(?:prefix|namespace|s3|gcs|blob|datastore|ur[il]|weight_name|arcname|name_or_path)(?:_|$)|"
    r"(?:^|_)key$|sub_?(?:dir|folder)$",
    re.IGNORECASE,
)
"""Names that say of a text: it is looked for in a bucket, a repository or a folder named beside it."""

_DIRECTION = re.compile(r"[A-Za-z]{1,2}$")
"""`rankdir="TB"`, `zdir="z"`: what ends in `dir` may be a direction, of a letter or two."""

INSTEAD = frozenset({"auto", "best", "default", "infer", "last", "latest", "none"})
"""Words that libraries take where a path may stand: `ckpt_path="best"`."""


OUTSIDE = frozenset({"dataset", "model", "api", "database"})
"""Sources that are named, not placed: `load_dataset("squad")` reads no file of that name."""

MOVERS = frozenset({"mkdir", "rm", "rmdir", "cd", "touch", "cp", "mv", "unzip", "cat"})
"""Shell commands whose plain words are files and folders."""

INSTALLERS = frozenset({"pip", "pip3", "conda", "mamba", "apt", "apt-get", "npm", "uv", "brew"})


def is_relative(found: Written, notebook: Analysis) -> bool:
    """Whether a text names a file or folder relative to the working directory."""
    text = found.text
    if text.startswith("/") and found.join is not None and before(found, notebook) is not None:
        text = text.lstrip("/")
    if not (0 < len(text) < 200) or "\n" in text or ABSOLUTE.match(text) or text.startswith("/"):
        return False
    if text[0] in "_.-" and is_ending(found, notebook):
        return False
    bare = text.replace(",", "") if found.role == "shell" else text  # `out/{raw,clean}`
    if not PLAIN.match(bare) or SCHEME.match(text) or text.strip("./{}* ") == "":
        return text.startswith("../")
    if found.role == "shell":
        return is_shell_file(found)
    if found.role == "magic":
        return found.name in ("writefile", "file", "load", "save") and text[0] not in "-${"
    if text.startswith(("./", "../")) or opens(found, notebook):
        return True
    return not text.startswith("*") and names_a_file(found, notebook)


def names_a_file(found: Written, notebook: Analysis) -> bool:
    """Whether a text looks like a file by its ending, or by the name it is given to."""
    if is_elsewhere(found, notebook):
        return False
    if "." in found.text and _DATA.match(found.text) and not found.text.startswith("."):
        return True
    if not found.whole or found.text.startswith("{") or set(" ?$") & set(found.text):
        return False
    if found.text.lower() in INSTEAD or (found.name and _DIRECTION.match(found.text)):
        return False
    if found.call is not None and found.call.written.rpartition(".")[2] in SAVERS:
        return stands_first(found) or is_path_name(found.name)
    if found.role == "assigned":
        given = is_path_name(found.name) and found.name in handed_on(notebook)
        return given or found.text.endswith("/")
    return is_path_name(found.name)


def is_elsewhere(found: Written, notebook: Analysis) -> bool:
    """Whether what a text names lies in a bucket, in a repository, or with a library."""
    if found.name and _ELSEWHERE.search(found.name):
        return True
    fact = notebook.names.fact(found.call) if found.call else None
    if fact is None or fact.reads in OUTSIDE:
        return fact is not None
    if fact.reads == "download":
        return not stands_in(found, fact.into)
    return "bucket" in (fact.reads, fact.writes) and stands_in(found, fact.argument)


def is_ending(found: Written, notebook: Analysis) -> bool:
    """Whether a text is the last part of a name that is worked out: `stem + "_part.tif"`."""
    base = before(found, notebook) if found.join is not None else None
    return base is not None and not isinstance(base, (ast.Constant, ast.JoinedStr))


def stands_first(found: Written) -> bool:
    """Whether a text is, or is a part of, the first positional argument of its call."""
    given = found.call.node.args[:1] if found.call else []
    return any(leaf is found.at for each in given for leaf in leaves(each))


@lru_cache(maxsize=4096)
def is_path_name(name: str) -> bool:
    """Whether a keyword or a variable is called like a path; few words make up most notebooks."""
    return bool(_PATH_NAME.search(name))


@once
def handed_on(notebook: Analysis) -> frozenset[str]:
    """Variables that are given to something that opens a file or joins a path, or begin one."""
    return frozenset((*_handed_on(notebook), *_begin(notebook)))


def _begin(notebook: Analysis) -> Iterator[str]:
    for found in literals(notebook):
        base = before(found, notebook)
        if isinstance(base, ast.Name):
            yield base.id


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
    if program == "git" or word.isdigit():
        return False
    if _DATA.match(word) or word.startswith(("./", "../")):
        return True
    return program in MOVERS and word[0].isalnum()


def opens(found: Written, notebook: Analysis) -> bool:
    """Whether a text stands where a call that is known names the file it reads or writes."""
    if found.call is None:
        return False
    fact = notebook.names.fact(found.call)
    known = fact is not None and "file" in (fact.reads, fact.writes)
    return known and fact is not None and stands_in(found, fact.argument)


def stands_in(found: Written, slots: tuple[Slot, ...]) -> bool:
    """Whether a text stands in one of some arguments of its call."""
    given = arguments(found.call.node, slots) if found.call else ()
    return any(leaf is found.at for each in given for leaf in leaves(each))
