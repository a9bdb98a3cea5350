"""Start a child, keep it within its limits, and say how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbprod.errors import NbprodError

HARNESS = Path(__file__).resolve().parent / "harness"
PRINTED = 1_000_000_000
BACKENDS = {"notebook": "module://matplotlib_inline.backend_inline", "package": "Agg"}
"""Where figures are drawn unless `MPLBACKEND` says otherwise, as in a kernel."""
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use."""

    timeout: float = 600.0
    """Seconds for one run."""
    memory: int = 0
    """Bytes; nothing is limited at 0."""
    blobs: int = 512_000_000
    """Bytes of array contents that are kept for comparison; of the rest, digests."""


@dataclass(frozen=True, slots=True)
class Died:
    """A child that left no report, with the reason and what it was doing."""

    reason: str
    doing: str


def run_child(
    command: list[str], spec: Mapping[str, Any], *, cwd: Path, limits: Limits, progress: Progress
) -> Died | None:
    """Run a child to its end; nothing, or how it died."""
    out = Path(spec["out"])
    with (out / "stdout").open("wb") as stdout, (out / "stderr").open("wb") as stderr:
        child = subprocess.Popen(
            command, cwd=cwd, env=environment(spec), stdin=subprocess.DEVNULL,
            stdout=stdout, stderr=stderr, start_new_session=True,
        )  # fmt: skip
        try:
            reason = _wait(child, out, limits.timeout, progress)
        finally:
            _end(child)
    if reason is None and (out / "run.json").exists():
        return None
    return Died(reason or _ending(child.returncode, out), last_event(out))


def write_spec(spec: Mapping[str, Any]) -> Path:
    """Write down what the child shall run."""
    path = Path(spec["out"]) / "spec.json"
    path.write_text(json.dumps(spec), "utf-8")
    return path


def environment(spec: Mapping[str, Any]) -> dict[str, str]:
    """The user's own environment, with a backend that needs no screen and one order of hashes."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {
        **inherited,
        "PYTHONHASHSEED": str(spec["seed"]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "IPYTHONDIR": str(spec["out"]),
        "COLUMNS": "80",
        "MPLBACKEND": os.environ.get("MPLBACKEND") or BACKENDS[spec["role"]],
    }


def _wait(
    child: subprocess.Popen[bytes], out: Path, seconds: float, progress: Progress
) -> str | None:
    """Wait for the end, telling what goes on; the reason why the wait was given up, if it was."""
    deadline, told = time.monotonic() + seconds, ""
    while child.poll() is None:
        doing = last_event(out)
        if doing != told:
            progress(doing)
            told = doing
        if time.monotonic() > deadline:
            return f"took longer than {seconds:g} seconds; --timeout gives it more"
        if (out / "stdout").stat().st_size > PRINTED:
            return f"printed more than {PRINTED / 1e9:g} GB"
        time.sleep(0.02)
    return None


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()


def _ending(code: int, out: Path) -> str:
    """Why a child that was not stopped left no report."""
    if code < 0:
        name = signal.Signals(-code).name
        hint = "; the system may have run out of memory" if name == "SIGKILL" else ""
        return f"the interpreter was ended by {name}{hint}"
    lines = (out / "stderr").read_text("utf-8", errors="replace").strip().splitlines()
    return f"the interpreter ended with exit status {code}: {lines[-1] if lines else 'no message'}"


def last_event(out: Path) -> str:
    """What the child last said it was beginning."""
    try:
        lines = (out / "events").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


@cache
def check_interpreter(python: str) -> None:
    """Refuse an interpreter that cannot run a notebook."""
    probe = "import sys; assert sys.version_info >= (3, 10); import IPython"
    try:
        with tempfile.TemporaryDirectory() as nowhere:
            done = subprocess.run([python, "-c", probe], capture_output=True, text=True,
                                  timeout=60, cwd=nowhere)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NbprodError(f"{python}: cannot be run as a Python interpreter: {error}") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise NbprodError(
            f"{python}: cannot run notebooks: {lines[-1]}; install ipykernel there, or name "
            "the interpreter of the notebook's own environment with --python"
        )
