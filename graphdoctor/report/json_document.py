"""The report itself."""

from __future__ import annotations

import json

from graphdoctor.report.renderer import RenderOptions, Report, renderer


@renderer("json", ".json", "the whole report, for scripts and for `graphdoctor render`")
def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001
    """The report as one JSON document, its keys in the report's own order."""
    # Escaped to ASCII: a lone surrogate in a name has no UTF-8, and no byte of it can disturb a terminal.
    return json.dumps(report, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
