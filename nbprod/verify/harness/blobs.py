"""One binary file for the contents of arrays, columns, pixels and long lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, BinaryIO

from .shape import Column


class Blobs:
    """Appends contents to a file; equal contents lie there once."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        """Keep at most `limit` bytes; of what comes after, only the digest."""
        self.file = file
        self.limit = limit
        self.end = 0
        self.places: dict[str, int] = {}

    def column(self, kind: str, dims: Sequence[int], code: str, *, raw: bytes) -> Column:
        """Write down the contents and say where they are."""
        digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
        return Column(kind, list(dims), digest, code, self._place(digest, raw), len(raw))

    def listing(self, kind: str, dims: Sequence[int], values: Sequence[Any]) -> Column:
        """Write down plain values as JSON."""
        text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
        return self.column(kind, dims, "j", raw=text.encode("utf-8", "surrogatepass"))

    def _place(self, digest: str, raw: bytes) -> int:
        if digest in self.places:
            return self.places[digest]
        if self.end + len(raw) > self.limit:
            return -1
        self.file.write(raw)
        self.places[digest] = self.end
        self.end += len(raw)
        return self.places[digest]
