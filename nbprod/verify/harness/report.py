"""What a run leaves behind for the parent: `run.json`, `blobs.bin`, `stdout`, and a line for
each thing that begins, in `events`."""

from __future__ import annotations

import json
import random
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .arriving import when_imported
from .blobs import Blobs
from .displaying import Displayed
from .figures import Figures
from .files import Files
from .looking import Look
from .shape import Shape, packed

Spec = Mapping[str, Any]


def read_spec(path: str) -> Spec:
    """Read what to run, and set the limits of memory that it names."""
    spec: Spec = json.loads(Path(path).read_text("utf-8"))
    _limit(spec.get("memory"))
    return spec


def _limit(memory: int | None) -> None:
    """Let an allocation above the limit raise `MemoryError`, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    if memory:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, most))


class Report:
    """Everything that is seen of one run."""

    def __init__(self, spec: Spec, *, where: Callable[[], str], own: list[str]) -> None:
        """Watch figures and files from now on."""
        start_generators(spec["seed"])
        self.out = Path(spec["out"])
        self.blobs = (self.out / "blobs.bin").open("wb")
        self.look = Look(Blobs(self.blobs, spec["blobs"]), str(Path.cwd()), own)
        self.figures = Figures(self.look, where)
        self.displayed = Displayed(own)
        self.files = Files(self.look, spec["root"], spec["project"], but=self.out)
        self.figures.watch()
        self.files.watch()

    def event(self, text: str) -> None:
        """Say what begins; the parent shows it and, if the run dies, knows where."""
        with (self.out / "events").open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    def finish(self, values: list[tuple[str, str, Shape]], **parts: Any) -> None:
        """Write it all down, the last file under its final name only when it is whole."""
        data = {
            "values": [[name, where, packed(shape)] for name, where, shape in values],
            "figures": self.figures.seen,
            "figures_left_out": self.figures.left_out,
            "files": list(self.files.written()),
            "python": sys.version.split()[0],
            "home": self.look.home,
            **parts,
        }
        self.blobs.close()
        draft = self.out / "run.json.part"
        draft.write_text(json.dumps(data), "utf-8")
        draft.replace(self.out / "run.json")


def start_generators(seed: int) -> None:
    """Start the global generators of random numbers alike in the notebook and the package.

    A notebook that does not seed them gets other numbers on every run, and any seed makes one of
    these runs. With the same one, what the package draws can be compared.
    """
    random.seed(seed)
    when_imported(
        {
            "numpy.random": lambda module: vars(module)["seed"](seed),
            "torch.random": lambda module: vars(module)["manual_seed"](seed),
        }
    )


def described(error: BaseException, *, inside: Callable[[str], bool]) -> dict[str, Any]:
    """An error as data, with the last line of the user's own code that it passed through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if inside(f.filename)]
    line = frames[-1].lineno if frames else getattr(error, "lineno", None)
    return {
        "kind": type(error).__name__,
        "text": str(error)[:2000],
        "line": line,
        "file": frames[-1].filename if frames else "",
        "source": (frames[-1].line or "") if frames else "",
    }
