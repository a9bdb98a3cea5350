"""Commands and magics that change the environment."""

from __future__ import annotations

from nbprod.ledger.shell import Command

SYSTEM = frozenset({"apt", "apt-get", "yum", "dnf", "apk", "brew", "add-apt-repository"})


PACKAGES = frozenset({"pip", "pip2", "pip3", "conda", "mamba", "micromamba", "poetry", "npm"})


VERBS = frozenset({"install", "add", "update", "upgrade", "uninstall", "remove"})


MAGICS = frozenset({"pip", "conda", "mamba", "micromamba", "uv"})


def is_install(command: Command) -> bool:
    """Whether a command changes what is installed."""
    program, words = _installer(command)
    known = program in PACKAGES or program in SYSTEM
    return known and next((w for w in words if not w.startswith("-")), "") in VERBS


def _installer(command: Command) -> tuple[str, tuple[str, ...]]:
    """The installing program and its words; `python -m pip` and `uv pip` are pip."""
    words = command.words
    if "pip" in words[:2] and (command.program == "uv" or words[0] == "-m"):
        return "pip", words[words.index("pip") + 1 :]
    return ("poetry" if command.program == "uv" else command.program), words
