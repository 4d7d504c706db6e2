"""The reports of many scripts as one document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphdoctor.errors import Exit, UserError
from graphdoctor.report.files import check_writable, write_whole
from graphdoctor.report.renderer import RENDERERS, RenderOptions, Report
from graphdoctor.report.selection import active
from graphdoctor.report.table import table
from graphdoctor.report.words import clean, learning, note_text, place, plural

NAMES = {Exit.CLEAN: "ok", Exit.FINDINGS: "findings", Exit.FAILED: "failed"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A script's report, and the exit status that it is worth."""

    report: Report
    status: int


def interrupted(report: Report) -> bool:
    """Whether nobody waited for the report."""
    return bool(report["error"]) and report["error"]["kind"] == "interrupted"


def _text(checked: Sequence[Checked], options: RenderOptions) -> str:
    return "\n".join(_parts(checked, options)) + "\n"


def _parts(checked: Sequence[Checked], options: RenderOptions) -> Iterator[str]:
    render = RENDERERS["text"].render
    for entry in checked:
        if active(entry.report) and not entry.report["error"]:
            findings = render({**entry.report, "notes": [], "states": []}, options)
            assert isinstance(findings, str)
            # The verdict follows in the table, with the script's name.
            yield findings.rsplit("\n\n", 1)[0] + "\n"
    for entry in checked:
        for note in entry.report["notes"]:
            yield f"note: {clean(entry.report['target'], 100)}: {note_text(note)}"
    yield from table(["script", "result", "learn", "seconds", "what"], [_row(entry) for entry in checked])
    told = Counter(entry.status for entry in checked)
    yield (
        f"{plural(len(checked), 'script')}: {told[Exit.CLEAN]} without findings, {told[Exit.FINDINGS]} with, "
        f"{told[Exit.FAILED]} could not be analysed."
    )


def _row(entry: Checked) -> list[str]:
    report = entry.report
    capture = report["capture"]
    seconds = f"{capture['trace_seconds'] + capture['analysis_seconds']:.1f}" if capture else ""
    result = "stopped" if interrupted(report) else NAMES[Exit(entry.status)]
    return [clean(report["target"], 60), result, learning(report), seconds, _what(report)]


def _what(report: Report) -> str:
    error = report["error"]
    if error:
        where = f" ({place(error['location'])})" if error["location"] else ""
        return clean(error["message"], 200) + where
    told = Counter(finding["cause"] for finding in active(report))
    parts = [clean(cause) + (f" ×{count}" if count > 1 else "") for cause, count in sorted(told.items())]
    accepted = len(report["findings"]) - len(active(report))
    return ", ".join([*parts, *([f"{accepted} suppressed"] if accepted else [])])


def _json(checked: Sequence[Checked], options: RenderOptions) -> str:  # noqa: ARG001
    told = Counter(entry.status for entry in checked)
    stopped = [entry.report["target"] for entry in checked if interrupted(entry.report)]
    document = {
        "schema": "graphdoctor-check/1",
        "status": max(entry.status for entry in checked),
        "summary": {NAMES[status]: told[status] for status in Exit},
        "interrupted": stopped,
        "reports": [entry.report for entry in checked],
    }
    return json.dumps(document, indent=2) + "\n"


def _sarif(checked: Sequence[Checked], options: RenderOptions) -> str:
    documents = [json.loads(RENDERERS["sarif"].render(entry.report, options)) for entry in checked]
    merged = documents[0] | {"runs": [run for document in documents for run in document["runs"]]}
    return json.dumps(merged, indent=2) + "\n"


def _github(checked: Sequence[Checked], options: RenderOptions) -> str:
    return "".join(str(RENDERERS["github"].render(entry.report, options)) for entry in checked)


MANY: dict[str, Callable[[Sequence[Checked], RenderOptions], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
"""The formats of many reports, by name."""
SUFFIXES = {".txt": "text", ".json": "json", ".sarif": "sarif"}


def planned_many(paths: Sequence[str]) -> list[tuple[Path, str]]:
    """The files to write and their formats. Raises UserError (``bad-output``)."""
    planned = []
    for name in paths:
        path = Path(name)
        if path.suffix.lower() not in SUFFIXES:
            able = ", ".join(sorted(SUFFIXES))
            raise UserError("bad-output", f"cannot write {name}: for many scripts the suffixes are {able}")
        check_writable(path)
        planned.append((path, SUFFIXES[path.suffix.lower()]))
    return planned


def write_many(
    outputs: Sequence[tuple[Path, str]], checked: Sequence[Checked], options: RenderOptions
) -> None:
    """Writes each file whole. Raises UserError (``cannot-write``)."""
    for path, name in outputs:
        write_whole(path, MANY[name](checked, options).encode("utf-8", errors="backslashreplace"))
