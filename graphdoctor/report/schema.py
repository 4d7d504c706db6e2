"""The JSON Schema of the report, and what it says of one."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from graphdoctor.errors import UserError

VERSION = "graphdoctor-report/1"
LARGE = 300  # variables; beyond that a compiled check is worth its compilation


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that ships with the package."""
    text = resources.files("graphdoctor.report").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def violations(report: object, most: int = 20) -> list[str]:
    """What is wrong with a report, one line each (``findings/0/cause: …``); empty for a valid one."""
    from jsonschema import Draft202012Validator

    found = []
    for error in Draft202012Validator(schema()).iter_errors(report):
        where = "/".join(str(part) for part in error.absolute_path) or "the report"
        message = error.message if len(error.message) < 200 else error.message[:199] + "…"
        found.append(f"{where}: {message}")
        if len(found) == most:
            break
    return sorted(found)


def _large(report: dict[str, Any]) -> bool:
    return len(report.get("variables") or ()) > LARGE


def _fits(report: dict[str, Any]) -> bool:
    """Whether a report fits, found out by compiled code: twenty times as quick, half a second to compile, and with less
    to say of what is wrong."""
    import fastjsonschema

    # It knows drafts up to 7; what the schema uses means the same there.
    older = {**schema(), "$schema": "http://json-schema.org/draft-07/schema#"}
    del older["$id"]
    try:
        fastjsonschema.compile(older)(report)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def checked(report: object, origin: str) -> dict[str, Any]:
    """The report, if it is one. Raises UserError (``not-a-report``) that says what is wrong with `origin`."""
    if not isinstance(report, dict) or not str(report.get("schema", "")).startswith("graphdoctor-report/"):
        raise UserError(
            "not-a-report",
            f"{origin} is no graphdoctor report; write one with: graphdoctor analyze train.py -o report.json",
        )
    if report["schema"] != VERSION:
        raise UserError(
            "not-a-report",
            f"{origin} is a {report['schema']}, this graphdoctor reads {VERSION}; make the report anew",
        )
    wrong = [] if _large(report) and _fits(report) else violations(report, most=1)
    if wrong:
        raise UserError(
            "not-a-report", f"{origin} does not fit the report's schema: {wrong[0]}; make the report anew"
        )
    return report
