"""`artifacts.py` of an emitted package: values as files, for stages that run on their own."""

from __future__ import annotations

from nbprod.extract.files.graph import leaves_results
from nbprod.extract.plan import Plan

MODELS = {"hdbscan", "imblearn", "joblib", "lightgbm", "mlxtend", "sklearn", "skopt", "umap"}
"""Libraries that bring joblib with them."""


def has_frames(plan: Plan) -> bool:
    """Whether a package knows pandas."""
    return any(found.module in ("pandas", "geopandas") for found in plan.imports)


def keeper(plan: Plan) -> str:
    """The library that keeps what neither parquet nor JSON keeps."""
    return "joblib" if any(found.module in MODELS for found in plan.imports) else "pickle"


def artifacts_module(plan: Plan) -> str:
    """How values are written and read, with the formats of libraries that the notebook uses.

    A format is taken only where it gives the value back as it was: parquet forgets the frequency
    of an index and makes arrays of lists and `None` of NaN, which pandas takes for equal; JSON makes
    lists of tuples, and plain values of those of other classes, which their pickle names. What is read
    back from memory is read without threads: those of pyarrow 26 may still hold the file of Python's
    when a short run ends, which aborts it. What cannot be kept ends the run, or is complained of where no
    later stage takes it.
    """
    frames, library, results = has_frames(plan), keeper(plan), leaves_results(plan)
    parquet = "parquet for frames, " if frames else ""
    parts = [
        f'"""Values as files: {parquet}JSON for plain data, {library} for the rest."""\n\n',
        "import json\n",
        "import pickle\n",
        "from contextlib import suppress\nfrom io import BytesIO\n" if frames else "",
        "from pathlib import Path\nfrom pickletools import genops\nfrom typing import Any\n\n",
        "import joblib\n" if library == "joblib" else "",
        "import pandas as pd\n" if frames else "",
        _SAVE.replace("{frame}", _WRITE_FRAME if frames else "")
        .replace("{keep}", _WRITE[library])
        .replace("{complain}", ", complain: Any" if results else "")
        .replace("{excuse}", "  # whatever it is, it is told" if results else "")
        .replace("{fail}", _COMPLAIN if results else _EXIT),
        _LOAD.replace("{frame}", _READ_FRAME if frames else "").replace("{read}", _READ[library]),
    ]
    return "".join(parts)


_WRITE = {
    "joblib": """\
        if plain:
            path.with_suffix(".json").write_text(json.dumps(value), "utf-8")
        else:
            joblib.dump(value, path.with_suffix(".joblib"))
    except Exception as error:{excuse}
        path.with_suffix(".joblib").unlink(missing_ok=True)
""",
    "pickle": """\
        data = json.dumps(value).encode() if plain else pickle.dumps(value)
        path.with_suffix(".json" if plain else ".pickle").write_bytes(data)
    except Exception as error:{excuse}
""",
}
"""A value is pickled as a whole before a file is opened; joblib leaves a part of what it cannot keep."""

_EXIT = """\
        raise SystemExit(f"`{path.name}` cannot be kept as a file: {error}") from error
"""
_COMPLAIN = """\
        complain(f"`{path.name}` cannot be kept as a file: {error}")
"""

_READ = {
    "joblib": 'return json.loads(file.read_bytes()) if file.suffix == ".json" else joblib.load(file)',
    "pickle": 'return (json if file.suffix == ".json" else pickle).loads(file.read_bytes())',
}

_WRITE_FRAME = """\
    with suppress(Exception):
        data = value.to_parquet()
        both = pd.read_parquet(BytesIO(data), use_threads=False), value
        pd.testing.assert_frame_equal(*both)
        if len({repr(frame.select_dtypes("object").values.tolist()) for frame in both}) == 1:
            path.with_suffix(".parquet").write_bytes(data)
            return
"""

_READ_FRAME = """\
        if file.suffix == ".parquet":
            return pd.read_parquet(file)
"""

_SAVE = '''

def save(value: Any, path: Path{complain}) -> None:
    """Write a value in the first format that gives it back as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.name}.*"):
        old.unlink()
{frame}    try:
        plain = repr(json.loads(json.dumps(value, default=str, skipkeys=True))) == repr(value)
        plain = plain and not any("GLOBAL" in op.name for op, *_ in genops(pickle.dumps(value)))
{keep}{fail}

'''

_LOAD = '''\
def load(path: Path) -> Any:
    """Read a value that an earlier run wrote."""
    for file in path.parent.glob(f"{path.name}.*"):
{frame}        {read}
    raise SystemExit(f"{path} is missing: run its stage first, with --artifacts")
'''
