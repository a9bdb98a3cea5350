from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.notebook.jsonwalk import Walk

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def _walked(walk: Walk) -> Any:
    """Decode by walking all the way down."""
    if walk.peek() == "{":
        return {key: _walked(walk) for key in walk.members()}
    if walk.peek() == "[":
        return [_walked(walk) for _ in walk.elements()]
    return walk.value()


@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_a_walk_sees_what_json_decodes(value: Any, indent: Any) -> None:
    walk = Walk(" " + json.dumps(value, indent=indent) + "\n")
    assert _walked(walk) == value
    walk.finish()


@given(st.text('{}[]:,"1 \n'))
def test_a_walk_refuses_what_json_refuses(text: str) -> None:
    walk = Walk(text)
    try:
        ours = _walked(walk)
        walk.finish()
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            json.loads(text)
        return
    assert ours == json.loads(text)
