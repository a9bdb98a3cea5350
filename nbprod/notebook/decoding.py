"""Bytes as text, and back."""

from __future__ import annotations

import json
import re

from nbprod.values import set_once

_KEY = b'"image/'
_OPENED = re.compile(rb'"image/[\w.+-]+"\s*:\s*"')
_BACKSLASH = ord("\\")


@set_once(frozen=True, slots=True)
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
    if encoding == "utf-8-sig" or _is_guess(data, encoding):
        encoding = "utf-8"
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff") and encoding in ("utf-16", "utf-32"):
        encoding += "-le" if data[:1] == b"\xff" else "-be"
    elif encoding == "utf-32":
        encoding = "utf-32-be"
    text = data.decode(encoding, "surrogatepass")
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return Decoded(text.removeprefix("\ufeff"), encoding, bom)


def _is_guess(data: bytes, encoding: str) -> bool:
    """Whether nulls alone speak for a wide encoding: those of a script need not mean what JSON's do."""
    return encoding[-3:] in ("-le", "-be") and data[:4].decode(encoding, "replace")[:1] != "{"


LARGE = 65_536
"""Bytes from which looking for images pays for itself."""


def lightened(data: bytes) -> str:
    """The text of a notebook's JSON, without the bodies of images where there may be many."""
    return decode(data if len(data) < LARGE else without_images(data)).text


def without_images(data: bytes) -> bytes:
    """A notebook's bytes with the bodies of images emptied, which are often most of them.

    A quote inside a JSON string is always escaped, so a key in plain quotes is a key. Lines stay
    the same, since a JSON string cannot hold a line end.
    """
    parts, kept = [], 0
    at = data.find(_KEY)
    while at >= 0:
        opened = _OPENED.match(data, at)
        if opened and data[at - 1] != _BACKSLASH:
            parts.append(data[kept : opened.end()])
            kept = at = _closing(data, opened.end())
        at = data.find(_KEY, at + 1)
    return b"".join([*parts, data[kept:]]) if parts else data


def _closing(data: bytes, start: int) -> int:
    """Offset of the quote that ends the string whose text begins at `start`."""
    end = data.find(b'"', start)
    while end > start and data[end - 1] == _BACKSLASH:
        escapes = end - len(data[start:end].rstrip(b"\\")) - start
        if escapes % 2 == 0:
            break
        end = data.find(b'"', end + 1)
    return end if end >= 0 else len(data)
