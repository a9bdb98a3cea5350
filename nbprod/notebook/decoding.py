"""Bytes as text, and back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_BODY = re.compile(rb'"(?:image|video|audio)/[\w.+-]+"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"')
_KEYS = (b'"image/', b'"video/', b'"audio/')


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and how to write it back."""

    text: str
    encoding: str
    bom: str = ""

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text, in the file's own encoding."""
        return (self.bom + text).encode(self.encoding, "surrogatepass")


def decode(data: bytes) -> Decoded:
    """Decode as JSON is decoded: UTF-8, -16 or -32, with a byte order mark or without."""
    encoding: str = json.detect_encoding(data)
    if encoding == "utf-8-sig":
        encoding = "utf-8"
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff") and encoding in ("utf-16", "utf-32"):
        encoding += "-le" if data[:1] == b"\xff" else "-be"
    elif encoding == "utf-32":
        encoding = "utf-32-be"
    text = data.decode(encoding, "surrogatepass")
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return Decoded(text.removeprefix("\ufeff"), encoding, bom)


def without_media(data: bytes) -> bytes:
    """A notebook's bytes with the bodies of images, sound and film emptied.

    A quote inside a JSON string is always escaped, so the key in its plain quotes is a key.
    Lines stay the same, since a JSON string cannot hold a line end.
    """
    parts, kept = [], 0
    for key in _keys(data):
        body = _BODY.match(data, key) if key >= kept else None
        if body and data[key - 1 : key] != b"\\":
            parts.append(data[kept : body.start(1)])
            kept = body.end(1)
    return b"".join([*parts, data[kept:]]) if parts else data


def _keys(data: bytes) -> list[int]:
    """Offsets at which a key with a media type may begin, in order."""
    found = []
    for key in _KEYS:
        at = data.find(key)
        while at >= 0:
            found.append(at)
            at = data.find(key, at + 1)
    return sorted(found)
