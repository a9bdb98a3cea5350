"""Every format, held against the same report."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from nbprod.report.findings import Format, load, names
from nbprod.report.frames import _window
from nbprod.run.outcome import Report

SCHEMAS = os.environ.get("NBPROD_SCHEMAS", "")
"""Folder with the official schemas, which CI fetches: they are not ours to ship."""
official = pytest.mark.skipif(not SCHEMAS, reason="NBPROD_SCHEMAS names no folder of schemas")


def render(name: str, report: Report) -> str:
    return load(name).render(report)


def schema(name: str) -> Any:
    return json.loads((Path(SCHEMAS) / name).read_text("utf-8"))


@pytest.mark.parametrize("name", names())
def test_every_module_is_a_format(name: str, showcase: Report) -> None:
    found: Format = load(name)

    text = found.render(showcase)
    assert isinstance(text, str) and text.endswith("\n")
    assert found.render(showcase) == text
    assert (found.__doc__ or "").strip()


@pytest.mark.parametrize("name", names())
def test_no_format_lets_a_control_character_through(name: str, showcase: Report) -> None:
    text = render(name, showcase)

    assert not {c for c in text if c < " " and c != "\n"}
    assert "\u202e" not in text


@pytest.mark.parametrize("name", names())
def test_an_empty_report_can_be_rendered(name: str) -> None:
    assert isinstance(render(name, Report()), str)


def test_the_formats_of_the_command_are_there() -> None:
    assert {"text", "concise", "json", "sarif", "github", "gitlab", "junit"} <= set(names())


def test_text_shows_each_place_with_its_lines(showcase: Report) -> None:
    assert render("text", showcase) == """\
error[use-before-definition]: `df` is read here, but cell 6 is the first to bind it
  --> notebooks/churn.ipynb:cell 4:2:7
  |
1 | # Größe 漢字
2 | print(df)  # \\u001b[31mred\\u202e
  |       ^^
  |
  ::: notebooks/churn.ipynb:cell 6:1:1
  |
1 | df = load()
  | -- `df` is bound here
2 | train, test = train_test_split(df, 5)
  |
  = help: move cell 6 above this one

warning[unseeded-split] (not certain): `train_test_split` shuffles rows, but `random_state` is not set
  --> notebooks/churn.ipynb:cell 6:2:15
  |
1 | df = load()
2 | train, test = train_test_split(df, 5)
  |               ^^^^^^^^^^^^^^^^^^^^^
  |
  = fix with `--fix --unsafe-fixes`: Set `random_state`

error[hardcoded-secret]: a key is written here: `hun*****`
  --> notebooks/churn.ipynb:cell 8:1:1
  |
1 | key = "***************"
  | ^^^^^^^^^^^^^^^^^^^^^
  |

info[star-import]: names come from nowhere, 100%: sure
  --> jobs/daily.py:17:9
  |
1 | from x import *
  | ^^^^^^^^^
  |

skipped: notebooks/broken.ipynb:3: this is not valid JSON: Expecting value

crashed: notebooks/odd.ipynb: this is a fault of nbprod, please report it
  Traceback:
    File "x.py", line 1
  KeyError: <0>

Found 4 findings (2 errors, 1 warning, 1 info) in 2 of 3 notebooks; 1 more with `--unsafe-fixes`; \
2 known from the baseline; 1 file skipped; 1 file crashed.
"""


def test_text_has_colours_only_for_who_wants_them(showcase: Report) -> None:
    coloured = Report(showcase.outcomes, colour=True)

    assert "\x1b[" in render("text", coloured)
    assert "\x1b[31mred" not in render("text", coloured)


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [("x" * 5000, 4000, 4010), ("ab", 0, 2), ("", 0, 0), ("\t\tx = 1", 2, 3), ("ab", 1, 9)],
)
def test_a_long_line_is_shown_around_the_place(line: str, start: int, end: int) -> None:
    text, first, last = _window(line, start, end)

    assert len(text) < 200
    assert text[first:last].strip("…") == line[start:end]


def test_concise_is_one_line_for_each(showcase: Report) -> None:
    lines = render("concise", showcase).splitlines()

    assert lines[0] == (
        "notebooks/churn.ipynb:cell 4:2:7: error[use-before-definition] "
        "`df` is read here, but cell 6 is the first to bind it"
    )
    assert lines[3].startswith("jobs/daily.py:17:9: info[star-import]")
    assert len(lines) == 6


def test_json_keeps_the_contract(showcase: Report) -> None:
    data = json.loads(render("json", showcase))
    first, second = data["findings"][:2]

    assert set(data) == {"version", "findings", "skipped", "crashed"}
    assert (
        first
        | {
            "path": "notebooks/churn.ipynb",
            "cell": 3,
            "line": 2,
            "column": 7,
            "end_line": 2,
            "end_column": 9,
            "rule": "use-before-definition",
            "code": "NBP103",
            "category": "hidden-state",
            "severity": "error",
            "message": "`df` is read here, but cell 6 is the first to bind it",
            "help": "move cell 6 above this one",
            "raw": {"line": 42, "column": 13, "end_line": 42, "end_column": 15},
        }
        == first
    )
    assert first["related"][0]["cell"] == 5
    assert second["fix"]["edits"] == [
        {
            "cell": 5,
            "line": 2,
            "column": 35,
            "end_line": 2,
            "end_column": 35,
            "text": ", random_state=7",
        }
    ]


def test_github_annotates_the_raw_line(showcase: Report) -> None:
    lines = render("github", showcase).splitlines()

    assert lines[0] == (
        "::error file=notebooks/churn.ipynb,line=42,endLine=42,"
        "title=nbprod NBP103 use-before-definition,col=13,endColumn=14"
        "::notebooks/churn.ipynb:cell 4:2:7: `df` is read here, but cell 6 is the first to bind it"
        "%0Anotebooks/churn.ipynb:cell 6:1:1: `df` is bound here"
        "%0AHelp: move cell 6 above this one"
    )
    assert lines[3].startswith("::notice file=jobs/daily.py,line=17,")
    assert "100%25: sure" in lines[3]


def test_gitlab_tells_findings_apart(showcase: Report) -> None:
    entries = json.loads(render("gitlab", showcase))
    prints = [entry["fingerprint"] for entry in entries]

    assert entries[0]["location"]["lines"] == {"begin": 42, "end": 42}
    assert len(set(prints)) == len(prints) == 6
    assert {entry["severity"] for entry in entries} <= {
        "info",
        "minor",
        "major",
        "critical",
        "blocker",
    }


@official
def test_gitlab_fits_the_official_schema(showcase: Report) -> None:
    for entry in json.loads(render("gitlab", showcase)):
        jsonschema.validate(entry, schema("codeclimate.json"))


def test_junit_counts_what_it_lists(showcase: Report) -> None:
    root = ET.fromstring(render("junit", showcase))

    assert len(root.findall("testsuite")) == len(showcase.outcomes)
    assert root.get("failures") == str(len(root.findall(".//failure"))) == "4"
    assert root.get("errors") == str(len(root.findall(".//error"))) == "1"
    assert root.get("tests") == str(len(root.findall(".//testcase")))
    assert len(root.findall(".//skipped")) == 1


@official
def test_junit_fits_the_schema_of_jenkins(showcase: Report) -> None:
    xmlschema = pytest.importorskip("xmlschema")

    xmlschema.XMLSchema(Path(SCHEMAS) / "junit-10.xsd").validate(render("junit", showcase))


def test_sarif_points_at_the_raw_file(showcase: Report) -> None:
    (run,) = json.loads(render("sarif", showcase))["runs"]
    first = run["results"][0]

    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "notebooks/churn.ipynb", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 42, "startColumn": 13, "endLine": 42, "endColumn": 15},
    }
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 61
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_tells_rules_in_the_words_of_their_pages(showcase: Report) -> None:
    (run,) = json.loads(render("sarif", showcase))["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}

    assert rules["star-import"]["shortDescription"] == {"text": "Star imports"}
    assert "## Why" in rules["star-import"]["help"]["markdown"]


def test_sarif_fingerprints_stay_when_lines_move(showcase: Report) -> None:
    def prints(report: Report) -> list[str]:
        (run,) = json.loads(render("sarif", report))["runs"]
        return [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]

    before = prints(showcase)
    linted = next(showcase.linted)
    moved = {
        place: e._replace(raw=e.raw._replace(line=e.raw.line + 9, end_line=e.raw.end_line + 9))
        for place, e in linted.excerpts.items()
    }
    after = prints(Report((linted._replace(excerpts=moved),)))
    assert after == before[: len(after)]
    assert len(set(before)) == len(before)


@official
def test_sarif_fits_the_official_schema(showcase: Report) -> None:
    jsonschema.validate(json.loads(render("sarif", showcase)), schema("sarif-schema-2.1.0.json"))
