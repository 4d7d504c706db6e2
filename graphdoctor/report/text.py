"""The report for a terminal, in the way compilers speak: where, what, and one line that mends it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from graphdoctor.report.excerpt import Excerpt, Line, excerpts
from graphdoctor.report.renderer import RenderOptions, Report, renderer
from graphdoctor.report.selection import active, suppressed, suppressed_sentence
from graphdoctor.report.state_table import table
from graphdoctor.report.words import (
    Json,
    checked_sentence,
    clean,
    headline,
    lost_names,
    lost_sentence,
    note_text,
    other_candidates,
    place,
    verdict_sentence,
)

Part = tuple[str, str]
"""A piece of a line: its text, and the style it takes where colours are wanted."""

STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}


@renderer("text", ".txt", "for people, in the terminal", frozenset({"color"}), pictured=False)
def render(report: Report, options: RenderOptions) -> str:
    """The findings, the notes and the verdict in one sentence; with ANSI colours if `options.color`."""
    lines = list(_lines(report))
    if not options.color:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
    return _colored(lines)


def _colored(lines: list[list[Part]]) -> str:
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", legacy_windows=False, width=100)
    for line in lines:
        # Never wrapped: underlines would part from what they underline.
        console.print(Text.assemble(*line), soft_wrap=True, highlight=False)
    return out.getvalue()


def _lines(report: Report) -> Iterator[list[Part]]:
    if report.get("error"):
        yield [("error", STYLES["error"]), (f" {clean(report['error']['message'])}", "bold")]
        return
    for finding in active(report):
        yield from _finding(report, finding)
        yield []
    yield from _states(report)
    for note in report["notes"]:
        yield [("note: ", STYLES["info"]), (note_text(note), "")]
    if report["notes"]:
        yield []
    yield [(verdict_sentence(report), "bold")]
    accepted = suppressed_sentence(suppressed(report))
    if accepted:
        yield [(accepted, "dim")]
    causes = sorted({finding["cause"] for finding in active(report)})
    if causes:
        which = causes[0] if len(causes) == 1 else f"CAUSE ({', '.join(causes)})"
        yield [(f"the whole story: graphdoctor explain {clean(which)}", "dim")]


def _place(row: Json) -> str:
    return place(row["location"]) if row.get("location") else ""


def _states(report: Report) -> Iterator[list[Part]]:
    """The recurrent layers' initial states, where one of them is wrong or odd: a healthy model is one line."""
    rows = report.get("states") or ()
    accepted = {place(finding["location"]) for finding in suppressed(report)}
    if all(row.get("severity", "ok") == "ok" or _place(row) in accepted for row in rows):
        return
    yield [("initial states", "bold")]
    style = {row["note"]: STYLES.get(row["severity"], "") for row in rows if row.get("note")}
    for where, what, note in table(rows):
        yield [(f"  {where}  ", "blue"), (what, ""), (f"   {note}" if note else "", style.get(note, ""))]
    yield []


def _finding(report: Report, finding: Json) -> Iterator[list[Part]]:
    style = STYLES.get(finding["severity"], "bold")
    yield [(f"{finding['severity']}[{clean(finding['cause'])}]", style), (f" {headline(finding)}", "bold")]
    parts = excerpts(finding)
    gutter = max((len(str(line.number)) for part in parts for line in part.lines), default=1)
    for index, part in enumerate(parts):
        yield from _excerpt(part, gutter, "-->" if index == 0 else ":::", style)
    pad = " " * gutter
    if finding["variables"]:
        yield [
            (f"{pad} = ", "blue"),
            (f"{lost_sentence(report, finding)}: {lost_names(report, finding)}", ""),
        ]
    yield from _help(finding, pad)


def _help(finding: Json, pad: str) -> Iterator[list[Part]]:
    checked = checked_sentence(finding)
    if finding.get("suggestion"):
        code = clean(finding["suggestion"], 300)
        yield [
            (f"{pad} = ", "blue"),
            ("help: ", "bold green"),
            (code, "green"),
            (f"   {checked}" if checked else "", ""),
        ]
    for code, what in other_candidates(finding):
        yield [
            (f"{pad} = ", "blue"),
            ("or: ", "bold green"),
            (code, "green"),
            (f"   {what}" if what else "", ""),
        ]
    if finding.get("help"):
        word = "note: " if finding.get("suggestion") else "help: "
        yield [(f"{pad} = ", "blue"), (word, "bold green"), (clean(finding["help"], 600), "")]


def _excerpt(part: Excerpt, gutter: int, arrow: str, style: str) -> Iterator[list[Part]]:
    pad = " " * gutter
    yield [(f"{pad}{arrow} ", "blue"), (part.place, "")]
    yield [(f"{pad} |", "blue")]
    for line in part.lines:
        if line.code:
            yield from _source(line, gutter, style)
    yield [(f"{pad} |", "blue")]


def _source(line: Line, gutter: int, style: str) -> Iterator[list[Part]]:
    yield [(f"{line.number:>{gutter}} | ", "blue"), (line.code, "")]
    for mark in line.marks:
        stroke = ("^" if mark.primary else "-") * mark.length
        text = f" {mark.message}" if mark.message else ""
        yield [
            (" " * gutter + " | ", "blue"),
            (" " * mark.start, ""),
            (stroke + text, style if mark.primary else "blue"),
        ]
