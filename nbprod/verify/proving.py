"""Run the notebook twice and the package once, each alone, and say how alike they are."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbprod.errors import NbprodError, NotebookError
from nbprod.notebook.model import MAY_FAIL
from nbprod.verify import children, folders
from nbprod.verify.children import Died, Limits, Progress
from nbprod.verify.judging import Trial, asks_again, proven_facts
from nbprod.verify.observed import Broken, Run, read
from nbprod.verify.reference import Reference
from nbprod.verify.script import Script, script
from nbprod.verify.verdict import Tolerance, Verdict


def _silently(_: str) -> None:
    """Tell nobody how far a run has come."""


def memory_share() -> int:
    """Three quarters of the machine's memory, or 0 where the system does not tell."""
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 0.75)
    except (ValueError, OSError, AttributeError):
        return 0


@dataclass(frozen=True, slots=True)
class Terms:
    """How to run the two."""

    python: str = sys.executable
    """The interpreter of the notebook's own environment."""
    limits: Limits = field(default_factory=lambda: Limits(memory=memory_share()))
    tolerance: Tolerance = field(default_factory=Tolerance)
    runs: int = 2
    """Runs of the notebook: with two, unstable values are named."""
    in_place: bool = False
    """Run in the notebook's folder instead of copies of it."""
    copy_limit: int = 1_000_000_000
    kernel: bool = False
    """Run the notebook in a Jupyter kernel through nbclient."""
    allow_errors: bool = False
    """Go on after a cell that raises, as if it were tagged `raises-exception`."""
    module: str = ""
    """The package's import name, where it cannot be told from its folder."""
    arguments: tuple[str, ...] = ("run",)
    """What `python -m NAME` is called with."""


FIRST_SEED, OTHER_SEED = 2_954_617_083, 1_340_962_751
"""Where the global generators start.

A notebook must not happen to name one of them: a package that forgot `np.random.seed(0)` would
draw the same numbers, had it been started from 0.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """A package on disk."""

    root: Path
    folder: Path
    """Holds `__init__.py` and `__main__.py`."""

    @property
    def name(self) -> str:
        """The name it is imported by."""
        return self.folder.name


def prove(
    notebook: Path, package_root: Path, terms: Terms | None = None, *,
    progress: Progress = _silently,
) -> Verdict:  # fmt: skip
    """Execute notebook and package and compare all they leave behind.

    1. Run the notebook in a fresh interpreter, in a copy of its folder; run it once more.
    2. Run the package in another copy, and catch what its functions held.
    3. Set each value, printed line, display, figure and file side by side; run the notebook a
       third time, and no more, if that can tell a package that is wrong from a notebook that
       varies.
    """
    terms = terms or Terms()
    children.check_interpreter(terms.python)
    read_script, package = script(notebook.resolve()), find_package(package_root, terms.module)
    with tempfile.TemporaryDirectory(prefix="nbprod-verify-") as folder:
        bench = Bench(Path(folder).resolve(), read_script, package, terms, progress)
        trial = bench.trial()
    return verdict_of(trial, notebook=str(notebook), package=str(package_root))


def verdict_of(trial: Trial, *, notebook: str, package: str) -> Verdict:
    """Say what follows from the runs."""
    comparisons, first = tuple(trial.judge()), trial.reference.first
    return Verdict(
        notebook, package, comparisons, trial.tolerance,
        python=first.python,
        runs=sum(run is not None for run in (first, trial.reference.second, trial.reference.again)),
        extras=tuple(trial.extras()),
        facts=proven_facts(first, comparisons),
    )  # fmt: skip


def find_package(root: Path, module: str = "") -> Package:
    """Find the package under `src/`, in the folder itself, or as the folder itself."""
    root = root.resolve()
    homes = [home for home in (root / "src", root) if home.is_dir()]
    if (root / "__main__.py").exists() and not module:
        return Package(root, root)
    found = [path.parent for home in homes for path in sorted(home.glob("*/__main__.py"))]
    found = [folder for folder in found if not module or folder.name == module]
    if len(found) == 1:
        return Package(root, found[0])
    if not found:
        what = f"no package `{module}`" if module else "no package that can be run"
        raise NbprodError(
            f"{root}: holds {what}; expected `src/<name>/__main__.py`, as `nbprod extract` writes"
        )
    names = ", ".join(folder.name for folder in found)
    raise NbprodError(f"{root}: holds several packages ({names}); name one with --module")


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the runs of one proof happen."""

    folder: Path
    script: Script
    package: Package
    terms: Terms
    progress: Progress

    def trial(self) -> Trial:
        """Run all that is needed for a judgement."""
        reference = self.reference()
        package = self.run_package(list(reference.first.values))
        trial = Trial(reference, package, self.terms.tolerance)
        if reference.second is None or not asks_again(trial):
            return trial
        again = replace(reference, again=self.run_notebook(3, seed=FIRST_SEED))
        return replace(trial, reference=again)

    def reference(self) -> Reference:
        """Run the notebook once or twice."""
        first = self.run_notebook(1, seed=FIRST_SEED)
        second = self.run_notebook(2, seed=OTHER_SEED) if self.terms.runs > 1 else None
        sources = {cell.ref.number: cell.source for cell in self.script.cells}
        return Reference(first, second, sources=sources)

    def run_notebook(self, number: int, *, seed: int) -> Run:
        """Run the notebook from top to bottom; it must come to its end."""
        spec = {
            **self._spec("notebook", seed=seed, label=f"notebook-{number}"),
            "watch": number == 2,
            "cells": [{"number": cell.ref.number, "source": cell.source,
                       "may_fail": self.terms.allow_errors or cell.may_fail}
                      for cell in self.script.cells],
            "imported": self.script.imported,
            "stars": self.script.stars,
        }  # fmt: skip
        died = self._run(spec, f"notebook, run {number}")
        if died:
            raise NotebookError(f"{self.script.path}: {died.doing or 'starting'}: {died.reason}")
        run = read(Path(spec["out"]))
        for broken in run.errors:
            if not broken.may_fail:
                raise NotebookError(_unfit(self.script.path, broken))
        return run

    def run_package(self, names: list[str]) -> Run:
        """Run the package; however it ends, there is a run to compare."""
        spec = {
            **self._spec("package", seed=FIRST_SEED, label="package"),
            "package": str(self.package.folder),
            "name": self.package.name,
            "arguments": list(self.terms.arguments),
            "functions": self.script.functions,
            "names": names,
        }
        died = self._run(spec, "package")
        return _empty(died) if died else read(Path(spec["out"]))

    def _spec(self, role: str, *, seed: int, label: str) -> dict[str, Any]:
        out = self.folder / label / "out"
        out.mkdir(parents=True)
        place = self._place(self.folder / label / "work")
        return {
            "role": role, "out": str(out), "seed": seed, "own": [],
            "cwd": str(place.folder), "root": str(place.root), "project": str(place.project),
            "memory": self.terms.limits.memory, "blobs": self.terms.limits.blobs,
        }  # fmt: skip

    def _place(self, into: Path) -> folders.Place:
        if self.terms.in_place:
            return folders.in_place(self.script.path.parent)
        return folders.copied(
            self.script.path.parent, into, limit=self.terms.copy_limit,
            without=self.package.root, reach=self.script.reach,
        )  # fmt: skip

    def _run(self, spec: Mapping[str, Any], what: str) -> Died | None:
        path, cwd = children.write_spec(spec), Path(spec["cwd"])
        limits = self.terms.limits

        def tell(doing: str) -> None:
            self.progress(f"{what}: {doing}")

        if self.terms.kernel and spec["role"] == "notebook":
            from nbprod.verify.kernel import run_in_kernel

            return run_in_kernel(self.terms.python, spec, limits=limits, progress=tell)
        command = [self.terms.python, str(children.HARNESS), str(path)]
        return children.run_child(command, spec, cwd=cwd, limits=limits, progress=tell)


def _unfit(path: Path, broken: Broken) -> str:
    return (
        f"{path}:cell {broken.cell + 1}: the notebook does not run: {broken.reason}\n"
        "A package can only be proven against a notebook that runs. Mend the cell, tag it "
        f"`{MAY_FAIL}` if it raises on purpose, or pass --allow-errors."
    )


def _empty(died: Died) -> Run:
    """A run that left nothing but the reason why."""
    broken = Broken(f"{died.reason} (at: {died.doing or 'its start'})")
    return Run({}, (), {}, (), (), "", (broken,), b"", "", {})
