from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from nbprod.report.drawing import Drawing
from nbprod.report.graphs.html import render


class Page(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        if tag in ("script", "style") and data.strip():
            self.texts.append((tag, attributes, data))


def data_of(drawing: Drawing) -> dict[str, Any]:
    found = (text for _, about, text in Page(render(drawing)).texts if about.get("id") == "data")
    return json.loads(next(found))


def test_the_page_loads_nothing(showcase: Drawing) -> None:
    page = Page(render(showcase))
    loads = {"src", "href", "action", "data", "srcset", "poster"}

    assert not [(tag, about) for tag, about in page.elements if loads & about.keys()]
    assert "url(" not in render(showcase)
    assert "sourceMappingURL" not in render(showcase)


def test_the_policy_names_what_the_page_is_made_of_and_nothing_else(showcase: Drawing) -> None:
    page = Page(render(showcase))
    (policy,) = (a["content"] or "" for t, a in page.elements if a.get("http-equiv"))
    made_of = {
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        for tag, about, text in page.texts
        if about.get("type") != "application/json"
    }

    assert policy.startswith("default-src 'none'; ")
    assert set(re.findall(r"'sha256-[^']+'", policy)) == made_of
    assert len(made_of) == 3
    assert "unsafe" not in policy


def test_a_notebook_brings_no_markup_into_the_page(showcase: Drawing) -> None:
    tags = [tag for tag, _ in Page(render(showcase)).elements]

    assert tags.count("script") == 3
    assert "alert(1)" in data_of(showcase)["cells"][2]["code"]


def test_the_page_knows_edges_that_are_not_drawn_yet(showcase: Drawing) -> None:
    data = data_of(showcase)

    assert data["kinds"] == ["name", "resource"]
    assert [(edge["from"], edge["to"]) for edge in data["edges"]] == [
        (2, 3),
        (3, 5),
        (3, 6),
        (5, 6),
        (5, 8),
    ]


def test_the_licence_of_what_it_brings_is_in_the_page(showcase: Drawing) -> None:
    page = render(showcase)

    assert "Copyright (c) 2012-2014 Chris Pettitt" in page
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in page


def test_what_lies_in_the_repository_is_what_the_registry_gives() -> None:
    from importlib.resources import files

    assets = files("nbprod.report.graphs") / "assets"
    digest = sha256((assets / "dagre.min.js").read_bytes()).hexdigest()

    assert digest in (assets / "README.md").read_text("utf-8")
