"""The report as a JSON document: nothing is lost on the way, and no byte of it can disturb a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graphdoctor.report.renderer import RENDERERS, RenderOptions
from graphdoctor.report.schema import violations
from tests.report import fixtures


@pytest.mark.parametrize(
    "report", [fixtures.encoder_decoder(), fixtures.gan(), fixtures.hostile(), fixtures.failed()]
)
def test_document_holds_the_whole_report(report: dict[str, Any]) -> None:
    text = RENDERERS["json"].render(report, RenderOptions())
    assert isinstance(text, str)
    assert text.isascii()
    assert json.loads(text) == report
    assert violations(json.loads(text)) == []
