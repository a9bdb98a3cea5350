"""Data that DVC files and Kedro catalogs keep; both are YAML and are read, never run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

LARGEST = 1_000_000
"""Bytes of a file beyond which it is passed over."""
MOST = 2_000
"""Files that are read in one repository."""

CATALOG = re.compile(r"(?P<project>(?:.*/)?)conf/[^/]+/catalog[^/]*(?:/.+)?\.ya?ml")


def speaks(name: str) -> bool:
    """Whether a file of this name says who keeps other files."""
    base = posixpath.basename(name)
    if base.endswith(".dvc") or base in ("dvc.lock", "dvc.yaml", ".gitattributes"):
        return True
    return bool(CATALOG.fullmatch(name))


def kept(root: Path, files: Iterable[str]) -> dict[str, str]:
    """Paths relative to a root that DVC or Kedro keeps, each with its keeper."""
    found: dict[str, str] = {}
    for name in sorted(name for name in files if speaks(name))[:MOST]:
        if catalog := CATALOG.fullmatch(name):
            found.update(dict.fromkeys(_of_kedro(root, name, catalog["project"]), "kedro"))
        elif not name.endswith(".gitattributes"):
            found.update(dict.fromkeys(_of_dvc(root, name), "dvc"))
    return found


def _of_dvc(root: Path, name: str) -> Iterator[str]:
    """What a `.dvc` file, `dvc.yaml` or `dvc.lock` puts out, and what it imports from."""
    content = _mapping(_load(root / name))
    folder = posixpath.dirname(name)
    for stage in (content, *_mapping(content.get("stages")).values()):
        stage = _mapping(stage)
        at = posixpath.join(folder, str(stage.get("wdir") or ""))
        for out in _list(stage.get("outs")):
            yield _joined(at, _path(out))
        for dependency in _list(stage.get("deps")) if name.endswith(".dvc") else ():
            yield _joined(at, _path(dependency))


def _of_kedro(root: Path, name: str, project: str) -> Iterator[str]:
    """The file paths of a catalog, which start from the project's folder."""
    for entry in _mapping(_load(root / name)).values():
        path = _mapping(entry).get("filepath")
        if isinstance(path, str):
            yield _joined(project, re.sub(r"\$?\{[^}]*\}", "*", path))


def _joined(folder: str, path: str) -> str:
    return path if "://" in path else posixpath.normpath(posixpath.join(folder, path))


def _path(out: object) -> str:
    """The path of an output: `a.csv`, `path: a.csv`, or `a.csv: {cache: false}`."""
    if isinstance(out, Mapping):
        said = out.get("path")
        return said if isinstance(said, str) else str(next(iter(out), ""))
    return str(out)


def _load(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST:
            return None
        return yaml.load(path.read_text("utf-8", "replace"), _Plain)
    except (OSError, yaml.YAMLError, RecursionError):
        return None


class _Plain(yaml.SafeLoader):
    """Reads YAML as plain values; tags of other programs are passed over."""


_Plain.add_multi_constructor("!", lambda loader, suffix, node: None)


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
