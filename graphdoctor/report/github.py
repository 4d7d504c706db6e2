"""Workflow commands that GitHub shows as annotations beside the lines of a pull request."""

from __future__ import annotations

from graphdoctor.report.renderer import RenderOptions, Report, renderer
from graphdoctor.report.selection import active, suppressed, suppressed_sentence, unused_suppressions
from graphdoctor.report.words import (
    Json,
    clean,
    headline,
    lost_names,
    lost_sentence,
    other_candidates,
    verdict_sentence,
)

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


@renderer("github", None, "annotations in GitHub workflows", pictured=False)
def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001
    """A command for each finding, and the verdict as plain text."""
    if report.get("error"):
        error = report["error"]
        return _command("error", "graphdoctor", clean(error["message"]), error.get("location"))
    lines = [_annotation(report, finding) for finding in active(report)]
    lines += [_unused(note) for note in unused_suppressions(report)]
    accepted = suppressed_sentence(suppressed(report))
    return "".join([*lines, verdict_sentence(report) + "\n", f"{accepted}\n" if accepted else ""])


def _annotation(report: Report, finding: Json) -> str:
    told = [headline(finding)]
    if finding["variables"]:
        told.append(f"{lost_sentence(report, finding)}: {lost_names(report, finding)}")
    advice = finding.get("suggestion") or finding.get("help")
    if advice:
        told.append(f"help: {clean(advice, 400)}")
    told += [f"or: {code}  {what}".rstrip() for code, what in other_candidates(finding)]
    title = f"graphdoctor {clean(finding['cause'])}"
    return _command(LEVELS[finding["severity"]], title, "\n".join(told), finding["location"])


def _unused(note: Json) -> str:
    return _command("notice", "graphdoctor unused-suppression", clean(note["message"]), note.get("location"))


def _command(level: str, title: str, message: str, location: Json | None) -> str:
    values: dict[str, str] = {}
    if location:
        values["file"] = clean(location["file"])
        if location.get("cell") is None:
            values |= _region(location)
    values["title"] = title
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{level} {properties}::{_data(message)}\n"


def _region(location: Json) -> dict[str, str]:
    found = {"line": str(location["line"])}
    column, end = location.get("column"), location.get("end_column")
    if column is not None:
        found["col"] = str(column)
        if end is not None and end > column:
            found["endColumn"] = str(end)
    return found


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
