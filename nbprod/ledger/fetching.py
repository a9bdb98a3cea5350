"""Commands that bring data: which source a shell command reads or writes, if any."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from nbprod.ledger.shell import Command

BUCKET = re.compile(r"(?:s3|s3a|gs|gcs|abfss?|wasbs?|adl|az|hdfs|dbfs|oss|r2)://?")
URL = re.compile(r"(?:https?|ftp|sftp)://")
LOCAL = re.compile(r"https?://(?:localhost|127\.|0\.0\.0\.0|\{[^}]*(?:host|HOST))")
"""Addresses of a service on this machine."""

CODE = re.compile(r"\.(?:py|sh|deb|rpm|whl|jar|gpg|asc|key|exe|msi|dmg|run)(?:[?#]|$)|/gpg$|\.git$")
"""Programs and keys: what they bring is no data."""
_BLOB = re.compile(r"https://[\w-]+\.(?:blob|dfs)\.core\.windows\.net")


_REMOTE_NAME = re.compile(r"-[a-zA-Z]*O|--remote-name$")
"""The option by which curl keeps a file under the name that it has in the web."""


class Fetched(NamedTuple):
    """What a command moves."""

    kind: str
    text: str
    incoming: bool = True
    into: str = ""
    """The file that a download is put into."""


def fetched(command: Command) -> Fetched | None:
    """The outside data that a command brings in or takes out; None where it does neither."""
    if command.program.startswith("python") and command.words[:1] == ("-m",):
        module = command.words[1] if len(command.words) > 1 else ""
        command = replace(command, program=module, words=command.words[2:])
    judge = PROGRAMS.get(command.program)
    if judge is None or "--dry-run" in command.words or "--dryrun" in command.words:
        return None
    return judge(command)


def _wget(command: Command) -> Fetched | None:
    sources = [word for word in command.plain if URL.match(word) or "." in word or "$" in word]
    source = next((w for w in command.plain if URL.match(w)), sources[-1] if sources else "")
    listed = command.option("-i", "--input-file")
    named = command.option("-O", "--output-document")
    folder = command.option("-P", "--directory-prefix")
    into = named or posixpath.join(folder, _last(source))
    return Fetched("download", source or listed, into=into) if source or listed else None


def _last(address: str) -> str:
    """The name under which a file of the web is kept if nobody says another."""
    return posixpath.basename(re.sub(r"[?#].*", "", address))


def _curl(command: Command) -> Fetched | None:
    plain = command.plain
    unknown = (word for word in plain if word[:1] in "${" and " " not in word)
    source = next((word for word in plain if URL.match(word)), "") or next(unknown, "")
    if not source:
        return None
    talks = command.option(*BODIES) or command.option("-X", "--request")
    asks = talks or _is_authorized(command) or LOCAL.match(source)
    own = any(_REMOTE_NAME.match(word) for word in command.words)
    into = command.option("-o", "--output") or (_last(source) if own else "")
    return Fetched("api" if asks else "download", source, into=into)


BODIES = ("-d", "--data", "--data-binary", "--data-raw", "-F", "--form", "-T", "--json")


def _is_authorized(command: Command) -> bool:
    return any(word.startswith("Authorization:") for word in command.words)


def _gdown(command: Command) -> Fetched | None:
    source = command.option("--id") or next(iter(command.named("-O", "--output")), "")
    return Fetched("download", source, into=command.option("-O", "--output")) if source else None


def _kaggle(command: Command) -> Fetched | None:
    words = command.plain
    if len(words) < 2 or words[0] not in (
        "datasets",
        "competitions",
        "c",
        "d",
        "kernels",
        "models",
    ):
        return None
    if words[1] not in ("download", "output", "pull"):
        return None
    handle = command.option("-d", "--dataset", "-c", "--competition")
    named = handle or (words[2] if len(words) > 2 else "")
    return Fetched("download", named)


def _copy(verbs: frozenset[str], skip: int = 0) -> Callable[[Command], Fetched | None]:
    """Tools of buckets: `gsutil cp SOURCE TARGET`, `aws s3 sync SOURCE TARGET`."""

    def judge(command: Command) -> Fetched | None:
        words = [word for word in command.plain[skip:] if word]
        at = next((n for n, word in enumerate(words[:3]) if word in verbs), None)
        if at is None:
            return None
        verb, rest = words[at], words[at + 1 :]
        if not rest:
            return None
        if verb in ("cat", "get"):
            return Fetched("bucket", rest[0])
        return _moved(rest)

    return judge


def _moved(rest: list[str]) -> Fetched | None:
    """Which way a copy goes: into the bucket, out of it, or from one to another."""
    source, target = rest[0], rest[-1] if len(rest) > 1 else ""
    if _is_remote(source) and not _is_remote(target):
        return Fetched("bucket", source)
    if _is_remote(target) and not _is_remote(source):
        # A variable as source says nothing, but what goes to a bucket comes from here.
        return Fetched("bucket", target, False)
    if _is_remote(source):
        return Fetched("bucket", source)
    if _is_variable(source) and not _is_variable(target):
        return Fetched("bucket", source)
    return None


def _is_remote(word: str) -> bool:
    return bool(BUCKET.match(word) or _BLOB.match(word) or URL.match(word))


def _is_variable(word: str) -> bool:
    return word.startswith(("$", "{"))


def _aws(command: Command) -> Fetched | None:
    if command.plain[:1] == ("s3",):
        return _copy(frozenset({"cp", "sync", "mv"}), 1)(command)
    if command.plain[:2] == ("s3api", "get-object"):
        return Fetched("bucket", command.option("--bucket") + "/" + command.option("--key"))
    if command.plain[:1] in (("athena",), ("dynamodb",)):
        reads = any(w in command.plain for w in ("scan", "query", "get-item", "get-query-results"))
        return Fetched("database", " ".join(command.plain[:2])) if reads else None
    return None


def _gcloud(command: Command) -> Fetched | None:
    if command.plain[:1] == ("storage",):
        return _copy(frozenset({"cp", "rsync", "mv", "cat"}), 1)(command)
    return None


def _az(command: Command) -> Fetched | None:
    reads = "download" in command.plain or "download-batch" in command.plain
    if command.plain[:1] == ("storage",) and reads:
        return Fetched("bucket", command.option("-n", "--name", "-s", "--source", "-c"))
    return None


def _hadoop(command: Command) -> Fetched | None:
    """`hdfs dfs -get`: here the verbs are written as options."""
    if command.plain[:1] not in (("dfs",), ("fs",)):
        return None
    verb = next((w for w in command.words if w.startswith("-")), "")
    named = command.plain[1] if len(command.plain) > 1 else ""
    if verb in ("-get", "-cat", "-copyToLocal", "-text", "-head", "-tail"):
        return Fetched("bucket", named)
    if verb in ("-put", "-copyFromLocal"):
        return Fetched("bucket", command.plain[-1], False)
    return None


def _hub(command: Command) -> Fetched | None:
    words = command.named("--repo-type", "--revision", "--local-dir", "--token", "--include")
    if words[:1] != ("download",) or len(words) < 2:
        return None
    is_dataset = command.option("--repo-type") == "dataset"
    return Fetched("dataset" if is_dataset else "model", words[1])


def _bq(command: Command) -> Fetched | None:
    verb = next(iter(command.plain), "")
    if verb in ("query", "head"):
        return Fetched("database", command.plain[-1])
    if verb in ("load", "insert"):
        return Fetched("database", command.plain[-1], False)
    if verb == "extract":
        return Fetched("bucket", command.plain[-1], False)
    return None


def _sql_client(command: Command) -> Fetched | None:
    text = command.option("-c", "-e", "--command", "--execute") or " ".join(command.plain)
    return Fetched("database", text) if re.search(r"\bselect\b", text, re.IGNORECASE) else None


def _remote_copy(command: Command) -> Fetched | None:
    """`scp host:file .` and `rsync host:folder .`."""
    plain = command.plain
    if len(plain) < 2 or ":" not in plain[0] or BUCKET.match(plain[0]):
        return None
    return Fetched("download", plain[0])


def _spacy(command: Command) -> Fetched | None:
    if command.plain[:1] != ("download",) or len(command.plain) < 2:
        return None
    return Fetched("model", command.plain[1])


_BUCKET_VERBS = frozenset({"cp", "rsync", "sync", "mv", "cat", "get", "copy"})

PROGRAMS: dict[str, Callable[[Command], Fetched | None]] = {
    "wget": _wget,
    "aria2c": _wget,
    "axel": _wget,
    "curl": _curl,
    "gdown": _gdown,
    "kaggle": _kaggle,
    "gsutil": _copy(_BUCKET_VERBS),
    "s3cmd": _copy(_BUCKET_VERBS),
    "azcopy": _copy(_BUCKET_VERBS),
    "rclone": _copy(_BUCKET_VERBS),
    "aws": _aws,
    "gcloud": _gcloud,
    "az": _az,
    "hdfs": _hadoop,
    "hadoop": _hadoop,
    "huggingface-cli": _hub,
    "hf": _hub,
    "bq": _bq,
    "psql": _sql_client,
    "mysql": _sql_client,
    "sqlite3": _sql_client,
    "scp": _remote_copy,
    "rsync": _remote_copy,
    "spacy": _spacy,
}
"""What is known of each program."""

MAY_FETCH = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, PROGRAMS))})(?![\w-])")
"""Whether a text names a program of `PROGRAMS` at all; most shell lines do not."""
