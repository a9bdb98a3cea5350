"""Small random programs, for properties that hold of any code."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def statements(draw: st.DrawFn, depth: int = 2) -> str:
    """Small programs of all shapes."""
    one, two = draw(NAMES), draw(NAMES)
    simple = [
        f"{one} = {two}",
        f"{one} += 1",
        f"del {one}",
        f"{one}.append({two})",
        f"{one}[0] = 1",
    ]
    if depth == 0:
        return draw(st.sampled_from(simple))
    body = draw(statements(depth - 1)).replace("\n", "\n    ")
    return draw(
        st.sampled_from(
            [
                *simple,
                f"for {one} in {two}:\n    {body}",
                f"if {one}:\n    {body}\nelse:\n    {two} = 1",
                f"try:\n    {body}\nexcept NameError:\n    {one} = 2",
                f"def {one}({two}=1):\n    {body}",
                f"class {one}:\n    {body}",
                f"with {one} as {two}:\n    {body}",
                f"{one} = lambda {two}: {one}",
            ]
        )
    )
