"""Where reports go: files, standard output, the browser. The one place in `report` that writes."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.report.files import Output, encoded, planned
from graphdoctor.report.narration import narrated
from graphdoctor.report.renderer import RENDERERS, CauseDocument, RenderOptions, Report
from graphdoctor.report.words import clean, place

DRAWING_WISHES = ("focus", "depth", "full")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a caller wants of a report. format: what goes to stdout (None: nothing); outputs: the files."""

    format: str | None
    outputs: tuple[Output, ...]
    options: RenderOptions
    open_page: bool = False

    @property
    def pictured(self) -> bool:
        """Whether a format is asked for that shows more than findings, notes and verdicts."""
        formats = [RENDERERS[self.format]] if self.format is not None else []
        formats += [output.renderer for output in self.outputs]
        return self.open_page or any(entry.pictured for entry in formats)

    def deliver(self, report: Report) -> None:
        """Writes everything, complains on stderr where the report says it failed. Raises UserError for a file that
        cannot be written."""
        content = None
        with narrated("drawing", live=True):
            for output in self.outputs:
                output.write(report, self.options)
            if self.format is not None and not (report["error"] and self.format == "text"):
                content = RENDERERS[self.format].render(report, self.options)
        if content is not None:
            show(content)
        if report["error"]:
            complain(report["error"]["message"], report["error"]["location"])
        elif self.open_page:
            self._open(report)

    def _open(self, report: Report) -> None:
        page = next((output.path for output in self.outputs if output.renderer.name == "html"), None)
        if page is None:
            page = Path(tempfile.mkdtemp(prefix="graphdoctor-")) / "report.html"
            Output(page, RENDERERS["html"]).write(report, self.options)
        if not webbrowser.open(page.absolute().as_uri()):
            complain(f"no browser was found; open {page.absolute()}")


def delivery(format_name: str | None, wishes: Mapping[str, Any], causes: Sequence[CauseDocument]) -> Delivery:
    """The delivery that the options of a command ask for (`outputs`, `focus`, `depth`, `full`, `open_page`). Raises
    UserError for a file that could not be written and for a wish no format understands."""
    outputs = planned(wishes["outputs"])
    formats = [RENDERERS[format_name]] if format_name else []
    formats += [output.renderer for output in outputs]
    for wish in DRAWING_WISHES:
        wanted = wishes[wish] not in (None, False)
        if wanted and not wishes["open_page"] and not any(wish in entry.accepts for entry in formats):
            able = ", ".join(name for name, entry in RENDERERS.items() if wish in entry.accepts)
            raise UserError(
                "usage", f"--{wish} means something to {able} only; choose one with --format or -o"
            )
    options = RenderOptions(colors_wanted(), wishes["focus"], wishes["depth"], wishes["full"], tuple(causes))
    return Delivery(format_name, outputs, options, wishes["open_page"])


def show(content: str | bytes) -> None:
    """Puts a document on standard output."""
    # To the bytes below: a page or a picture is UTF-8 whatever the terminal's encoding.
    sys.stdout.flush()
    sys.stdout.buffer.write(encoded(content))
    sys.stdout.buffer.flush()


def complain(message: str, location: Mapping[str, Any] | None = None) -> None:
    """Puts one line on standard error."""
    where = f" ({place(location)})" if location else ""
    sys.stderr.write(f"graphdoctor: {clean(message)}{where}\n")
    sys.stderr.flush()


def colors_wanted() -> bool:
    """Whether standard output takes colours: a terminal, unless NO_COLOR says no or FORCE_COLOR yes."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
