"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from graphdoctor.report.renderer import CauseDocument, RenderOptions, Report, renderer
from graphdoctor.report.selection import suppressed, suppressed_by, unused_suppressions
from graphdoctor.report.words import (
    Json,
    checked_sentence,
    clean,
    headline,
    lost_names,
    lost_sentence,
    other_candidates,
    place,
)

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


@renderer("sarif", ".sarif", "SARIF 2.1.0, for code scanning", pictured=False)
def render(report: Report, options: RenderOptions) -> str:
    """One run with a rule for each cause and a result for each finding."""
    used = {finding["cause"] for finding in report["findings"]}
    rules = [_rule(document) for document in options.causes]
    rules += [{"id": cause} for cause in sorted(used - {document.name for document in options.causes})]
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {
        "name": "graphdoctor",
        "semanticVersion": report["environment"]["graphdoctor"],
        "rules": rules,
    }
    # The standard wants `suppressions` in all results of a run or in none.
    accepting = bool(suppressed(report))
    results = [
        _result(report, finding, index) | (_suppressions(finding) if accepting else {})
        for finding in report["findings"]
    ]
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "results": results,
        "columnKind": "unicodeCodePoints",
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _rule(document: CauseDocument) -> dict[str, Any]:
    return {
        "id": document.name,
        "shortDescription": {"text": clean(document.summary, 500)},
        "fullDescription": {"text": document.explain.strip()},
        "help": {"text": f"{document.explain.strip()}\n\nbroken:\n{document.bad}\nmended:\n{document.good}"},
        "defaultConfiguration": {"level": LEVELS[document.severity]},
    }


def _invocation(report: Report) -> dict[str, Any]:
    error = report.get("error")
    if not error:
        told = [_notification("note", note) for note in unused_suppressions(report)]
        return {"executionSuccessful": True} | ({"toolExecutionNotifications": told} if told else {})
    return {"executionSuccessful": False, "toolExecutionNotifications": [_notification("error", error)]}


def _notification(level: str, entry: Json) -> dict[str, Any]:
    told: dict[str, Any] = {"level": level, "message": {"text": clean(entry["message"])}}
    if entry.get("location"):
        told["locations"] = [_location(entry["location"])]
    return told


def _result(report: Report, finding: Json, index: dict[str, int]) -> dict[str, Any]:
    lines = [headline(finding)]
    if finding["variables"]:
        lines.append(f"{lost_sentence(report, finding)}: {lost_names(report, finding)}")
    if finding.get("suggestion"):
        lines.append(f"help: {clean(finding['suggestion'], 400)}  {checked_sentence(finding)}".rstrip())
    lines += [f"or: {code}  {checked}".rstrip() for code, checked in other_candidates(finding)]
    if finding.get("help"):
        lines.append(f"help: {clean(finding['help'], 400)}")
    found: dict[str, Any] = {
        "ruleId": finding["cause"],
        "ruleIndex": index[finding["cause"]],
        "level": LEVELS[finding["severity"]],
        "message": {"text": "\n".join(lines)},
        "locations": [_location(finding["location"])] if finding["location"] is not None else [],
        "partialFingerprints": {"variables/v1": _fingerprint(finding)},
    }
    related = [
        _location(entry["location"])
        | {"id": number, "message": {"text": clean(entry.get("message") or "", 400)}}
        for number, entry in enumerate(finding.get("related") or (), start=1)
    ]
    return found | ({"relatedLocations": related} if related else {})


def _suppressions(finding: Json) -> dict[str, Any]:
    mark = finding.get("suppressed")
    if not mark:
        return {"suppressions": []}
    kind = "inSource" if mark["by"] == "comment" else "external"
    return {"suppressions": [{"kind": kind, "status": "accepted", "justification": suppressed_by(finding)}]}


def _fingerprint(finding: Json) -> str:
    """What stays the same when lines move: the cause and the variables."""
    text = "\n".join([finding["cause"], *sorted(finding["variables"])])
    return hashlib.sha256(text.encode("utf-8", errors="backslashreplace")).hexdigest()[:32]


def _location(location: Json) -> dict[str, Any]:
    path = clean(location["file"]).replace("\\", "/")
    absolute = PurePath(path).is_absolute() or path[1:3] == ":/"
    artifact = {"uri": "file://" + quote(path if path.startswith("/") else f"/{path}")} if absolute else {
        "uri": quote(path), "uriBaseId": "%SRCROOT%"
    }  # fmt: skip
    if location.get("cell") is not None:
        # A line of a cell is no line of the file: naming it as one would point to somewhere else.
        return {"physicalLocation": {"artifactLocation": artifact}, "message": {"text": place(location)}}
    region: dict[str, Any] = {"startLine": location["line"]}
    column, end = location.get("column"), location.get("end_column")
    if column is not None:
        region["startColumn"] = column
        if end is not None and end > column:
            region["endColumn"] = end
    if location.get("code"):
        region["snippet"] = {"text": clean(location["code"], 400)}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
