"""The shipped schema, and the reports it accepts and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from graphdoctor.errors import CrashError, UserError
from graphdoctor.report.failure import empty_report
from graphdoctor.report.reading import read_report
from graphdoctor.report.renderer import RENDERERS, RenderOptions
from graphdoctor.report.schema import checked, schema, violations
from tests.report import fixtures

REPORTS = [
    fixtures.encoder_decoder(),
    fixtures.encoder_decoder(broken=False),
    fixtures.gan(),
    fixtures.big(),
    fixtures.hostile(),
    fixtures.failed(),
    fixtures.crashed(),
    fixtures.transformer(),
    fixtures.parallel(),
]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("report", REPORTS)
def test_reports_are_valid(report: fixtures.Json) -> None:
    assert violations(report) == []


def test_a_failure_is_a_report() -> None:
    report = empty_report("train.py", UserError("timeout", "too slow; raise --timeout"))
    assert violations(report) == []
    assert report["error"] == {"kind": "timeout", "message": "too slow; raise --timeout", "location": None}


def test_violations_name_their_place() -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["severity"] = "fatal"
    assert violations(report) == ["findings/0/severity: 'fatal' is not one of ['error', 'warning', 'info']"]


@pytest.mark.parametrize("report", REPORTS)
def test_json_gives_the_report_back(report: fixtures.Json, tmp_path: Path) -> None:
    written = RENDERERS["json"].render(report, RenderOptions())
    assert isinstance(written, str)
    assert written.isascii()
    assert json.loads(written) == report
    path = tmp_path / "report.json"
    path.write_text(written)
    assert read_report(str(path)) == report


@pytest.mark.parametrize("document", [[], {}, {"schema": "other/1"}, {"schema": "graphdoctor-report/1"}])
def test_other_documents_are_refused(document: object) -> None:
    with pytest.raises(UserError) as caught:
        checked(document, "x.json")
    assert caught.value.kind == "not-a-report"
    assert "x.json" in caught.value.message


def test_a_newer_schema_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="graphdoctor-report/2"):
        checked({"schema": "graphdoctor-report/2"}, "x.json")


def test_a_crash_says_that_it_is_a_bug() -> None:
    try:
        raise KeyError("layer")
    except KeyError as error:
        crash = CrashError.because(error)
    assert crash.kind == "crash"
    assert "this is a bug in graphdoctor" in crash.message
    assert "KeyError: 'layer' (at test_schema.py:" in crash.message


def test_large_reports_are_checked_by_compiled_code_with_the_same_answer() -> None:
    report = fixtures.many_variables(2000)
    assert checked(report, "it") is report
    report["variables"][1999]["verdict"] = "unsure"
    with pytest.raises(UserError, match="variables/1999/verdict: 'unsure' is not one of"):
        checked(report, "it")
