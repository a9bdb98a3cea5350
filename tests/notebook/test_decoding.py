from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.decoding import decode, without_images

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_decoded_is_encoded_the_same_way(encoding: str) -> None:
    data = '{"a": "é😀"}'.encode(encoding)
    found = decode(data)
    assert found.text == '{"a": "é😀"}'
    assert found.encode(found.text) == data


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        found = decode(data)
    except UnicodeDecodeError:
        return
    assert found.encode(found.text) == data


KEYS = st.sampled_from(["image/png", "image/svg+xml", "text/plain", "image/", 'a"image/png'])
BODIES = st.text('ab\\"/:{} \n') | st.lists(st.text('a"\\'), max_size=2)


@given(st.lists(st.dictionaries(KEYS, BODIES)), st.sampled_from([None, 1]))
def test_bodies_of_images_go_and_all_else_stays(data: list[dict[str, str]], indent: int) -> None:
    text = json.dumps(data, indent=indent)
    emptied = [{k: "" if _is_image(k, v) else v for k, v in found.items()} for found in data]
    assert json.loads(without_images(text.encode())) == emptied


def _is_image(key: str, value: object) -> bool:
    return key in ("image/png", "image/svg+xml") and isinstance(value, str)
