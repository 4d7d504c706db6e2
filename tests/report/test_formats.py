"""SARIF, GitHub annotations, GraphML, and what every format does with hostile names."""

from __future__ import annotations

import io
import json
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest

from graphdoctor.report.comparison import COMPARED, compare, text
from graphdoctor.report.renderer import RENDERERS, RenderOptions, by_suffix
from graphdoctor.report.schema import violations
from graphdoctor.report.words import clean
from tests.report import fixtures
from tests.report.test_page import Document

OPTIONS = RenderOptions(causes=(Document(),))


def render(name: str, report: fixtures.Json) -> str:
    rendered = RENDERERS[name].render(report, OPTIONS)
    assert isinstance(rendered, str)
    return rendered


def sarif(report: fixtures.Json) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render("sarif", report))["runs"][0]
    return run


def accepted(
    report: fixtures.Json, by: str = "comment", reason: str = "so be it", unused: bool = False
) -> fixtures.Json:
    """The report with its findings suppressed, and a suppression that matches nothing."""
    for finding in report["findings"]:
        finding["suppressed"] = {"by": by, "reason": reason}
    if unused:
        place = fixtures.location(30, "x = f(y)")
        report["notes"].append(
            {
                "kind": "unused-suppression",
                "by": "comment",
                "what": "ignore",
                "message": "no use",
                "location": place,
            }
        )
    return report


def failing(report: fixtures.Json) -> fixtures.Json:
    """As of a script that failed while it was traced: every box may be the place, every wire what it was given."""
    for box, name in zip(report["drawing"]["boxes"], fixtures.HOSTILE, strict=False):
        box |= {"kind": "crash", "status": "crashed", "message": f"{name} {name}"}
    for edge, name in zip(report["drawing"]["edges"], fixtures.HOSTILE, strict=False):
        edge |= {"kind": "crash", "label": name}
    return report


def test_the_contracts_formats_are_there() -> None:
    wanted = {"text", "json", "sarif", "github", "html", "svg", "dot", "graphml"}
    assert set(RENDERERS) == wanted
    for suffix in (".html", ".svg", ".json", ".sarif", ".dot", ".graphml"):
        found = by_suffix(suffix.upper())
        assert found is not None
        assert found.suffix == suffix


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize(
    "report",
    [
        fixtures.encoder_decoder(),
        fixtures.gan(),
        fixtures.hostile(),
        fixtures.failed(),
        fixtures.report(),
        fixtures.crashed(),
        accepted(fixtures.encoder_decoder(), unused=True),
        accepted(fixtures.hostile(), reason="\x1b[31m\u202e\n<b>" * 99),
        failing(fixtures.hostile()),
    ],
    ids=[
        "broken",
        "gan",
        "hostile",
        "failed",
        "empty",
        "crashed",
        "accepted",
        "accepted-hostile",
        "failing-hostile",
    ],
)
def test_every_format_takes_every_report(name: str, report: fixtures.Json) -> None:
    content = render(name, report)
    assert content.endswith("\n")
    assert content.encode("utf-8")
    assert "\x1b" not in content
    assert "\u202e" not in content
    assert content == render(name, report)
    if name == "svg":
        ElementTree.fromstring(content)
    if name in ("svg", "html"):
        assert "<script>alert" not in content


def test_sarif_names_rule_place_and_variables() -> None:
    run = sarif(fixtures.encoder_decoder())
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "unwired-state"
    assert result["level"] == "error"
    assert "encoder/lstm_cell/{kernel, recurrent_kernel, bias}" in result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "train.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startLine"] == 14
    assert (place["region"]["startColumn"], place["region"]["endColumn"]) == (11, 26)
    assert result["relatedLocations"][0]["message"]["text"] == "computed here and never used"


def test_suppressed_findings_are_told_of_but_not_shown() -> None:
    report = accepted(fixtures.encoder_decoder(), unused=True)
    assert render("text", report) == (
        "note: no use (train.py:30)\n\n5 of 8 variables learn. 3 are suppressed.\n"
        "1 finding suppressed (1 by a comment: so be it)\n"
    )
    assert render("github", report) == (
        "::notice file=train.py,line=30,title=graphdoctor unused-suppression::no use\n"
        "5 of 8 variables learn. 3 are suppressed.\n1 finding suppressed (1 by a comment: so be it)\n"
    )
    assert "error[unwired-state]" not in render("svg", report)
    assert "suppressed[unwired-state]" in render("html", report)
    assert "suppressed by a comment: so be it" in render("html", report)


def test_accepting_a_part_of_a_finding_moves_no_cut() -> None:
    before, after = fixtures.encoder_decoder(), fixtures.encoder_decoder()
    (whole,) = after["findings"]
    names = whole["variables"]
    mark = {"by": "pattern", "reason": "*/bias"}
    after["findings"] = [
        {**whole, "variables": names[:2]},
        {**whole, "id": "F2", "variables": names[2:], "suppressed": mark},
    ]
    found = compare(before, after)
    assert (found.appeared, found.vanished, found.moved) == ((), (), ())


@pytest.mark.parametrize(
    ("by", "kind"),
    [("comment", "inSource"), ("pattern", "external"), ("baseline", "external"), ("ignore", "external")],
)
def test_sarif_has_suppressions(by: str, kind: str) -> None:
    run = sarif(accepted(fixtures.encoder_decoder(), by, unused=True))
    (entry,) = run["results"][0]["suppressions"]
    assert (entry["kind"], entry["status"]) == (kind, "accepted")
    assert "so be it" in entry["justification"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("note", "no use")
    assert "suppressions" not in sarif(fixtures.encoder_decoder())["results"][0]


def test_sarif_has_suppressions_in_all_results_or_in_none() -> None:
    report = fixtures.gan()
    report["findings"][0]["suppressed"] = {"by": "baseline", "reason": None}
    report["findings"].append({**report["findings"][0], "id": "F9", "suppressed": None})
    assert [len(result["suppressions"]) for result in sarif(report)["results"]][-1] == 0
    assert all("suppressions" in result for result in sarif(report)["results"])


def test_sarif_fingerprints_survive_moved_lines() -> None:
    report = fixtures.encoder_decoder()
    before = sarif(report)["results"][0]["partialFingerprints"]
    report["findings"][0]["location"]["line"] = 99
    assert sarif(report)["results"][0]["partialFingerprints"] == before


def test_sarif_of_notebooks_and_failures() -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["location"] |= {"file": "/data/my notes.ipynb", "cell": 3}
    place = sarif(report)["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "file:///data/my%20notes.ipynb"}}
    invocation = sarif(fixtures.failed())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "data.csv" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_github() -> None:
    first, last = render("github", fixtures.encoder_decoder()).splitlines()
    assert first.startswith(
        "::error file=train.py,line=14,col=11,endColumn=26,title=graphdoctor unwired-state::"
        "the decoder never receives the encoder's final state%0A3 variables get no gradient"
    )
    assert last == "5 of 8 variables learn. 3 never will."
    for line in render("github", fixtures.hostile()).splitlines()[:-1]:
        assert line.startswith("::error file=")


def test_all_states_that_fit_are_told_with_what_each_reconnects() -> None:
    report = fixtures.encoder_decoder()
    finding = report["findings"][0]
    own = {"source": "encoder", "suggestion": finding["suggestion"], "restores": finding["restores"]}
    hostile = {"source": "<b>p</b>\nassage", "suggestion": None, "restores": ["a/kernel"]}
    other = {"source": "passage", "suggestion": "decoder(dec_in, initial_state=p_state)", "restores": []}
    finding["candidates"] = [own, other, hostile]
    assert violations(report) == []
    told = ["or: decoder(dec_in, initial_state=p_state)", "or: the state of <b>p</b>"]
    for name in ("text", "github", "sarif"):
        content = render(name, report)
        assert all(part in content for part in told)
        assert content.count("or: ") == 2
    assert "checked: reconnects 1 variable" in render("text", report)
    elsewhere = finding["location"] | {"line": 20}
    for where, words in (({}, "in line 20"), ({"file": "other.py"}, "at other.py:20")):
        finding["candidates"][1]["location"] = elsewhere | where
        assert violations(report) == []
        for name in ("text", "github", "sarif", "html"):
            assert words in render(name, report)
    page = render("html", report)
    assert "<b>or</b> <code>" in page
    assert "<b>p</b>" not in page


def test_graphml_reads_back() -> None:
    graph = networkx.read_graphml(io.BytesIO(render("graphml", fixtures.encoder_decoder()).encode()))
    assert graph.nodes["encoder"]["status"] == "unreachable"
    assert graph.nodes["encoder"]["line"] == 12
    kinds = [data["kind"] for _, _, data in graph.edges(data=True)]
    assert kinds.count("proposed") == 1
    hostile = networkx.read_graphml(io.BytesIO(render("graphml", fixtures.hostile()).encode()))
    labels = {data["label"] for _, data in hostile.nodes(data=True)}
    assert {clean(name, 400) for name in fixtures.HOSTILE[:4]} <= labels


def test_comparisons() -> None:
    broken, mended = fixtures.encoder_decoder(), fixtures.encoder_decoder(broken=False)
    lost = compare(mended, broken)
    assert lost.lost == tuple(fixtures.names(broken["variables"], "encoder"))
    assert [finding["cause"] for finding in lost.appeared] == ["unwired-state"]
    assert text(lost) == (
        "lost: 3 variables (learned before and will not any more): "
        "encoder/lstm_cell/{kernel, recurrent_kernel, bias}\n"
        "appeared: error[unwired-state] at train.py:14: encoder/lstm_cell/{kernel, recurrent_kernel, bias}\n"
        "5 of 8 variables learn. 3 never will. (before: all 8 variables learn.)\n"
    )
    won = compare(broken, mended)
    assert won.lost == ()
    assert len(won.won) == 3
    moved = fixtures.encoder_decoder()
    moved["findings"][0]["location"]["line"] = 20
    assert "moved: [unwired-state] from train.py:14 to train.py:20" in text(compare(broken, moved))
    picture = ElementTree.fromstring(COMPARED["svg"](won))
    ids = [element.get("id") for element in picture.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert compare(broken, fixtures.gan()).to_json()["removed"] == [v["name"] for v in broken["variables"]]


@pytest.mark.parametrize("name", COMPARED)
def test_comparisons_of_hostile_reports_stay_text(name: str) -> None:
    other = fixtures.hostile()
    for entry in other["variables"][::2]:
        entry["verdict"] = "connected"
    other["findings"] = other["findings"][1:]
    content = COMPARED[name](compare(other, fixtures.hostile()))
    assert content == COMPARED[name](compare(other, fixtures.hostile()))
    assert content.encode("utf-8")
    assert "\x1b" not in content
    assert "\u202e" not in content
    assert "<script" not in content or name in ("text", "json")
    if name == "svg":
        ElementTree.fromstring(content)


def test_the_page_of_a_comparison_shows_both_sides() -> None:
    broken, mended = fixtures.encoder_decoder(), fixtures.encoder_decoder(broken=False)
    content = COMPARED["html"](compare(mended, broken))
    assert "<h1>3 variables lost, 0 won.</h1>" in content
    assert "before: all 8 variables learn." in content
    assert "after: 5 of 8 variables learn. 3 never will." in content
    assert "decoder never receives" in content
    assert content.count('class="picture" id=') == 2
    assert "default-src &#39;none&#39;" in content
    assert "script-src" not in content
