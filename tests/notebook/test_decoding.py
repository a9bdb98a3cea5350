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


@pytest.mark.parametrize("text", ["\x000", "\x00\U00010000", "x\x00\x00\x00"])
def test_nulls_in_a_script_are_characters(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16"])
def test_json_in_a_wide_encoding_is_read_without_a_mark(encoding: str) -> None:
    assert decode('{"cells": []}'.encode(encoding)).text == '{"cells": []}'


def _is_image(key: str, value: object) -> bool:
    return key in ("image/png", "image/svg+xml") and isinstance(value, str)
