"""The picture for an issue, a chat or a paper: one self-contained SVG."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape

from graphdoctor.report import shapes
from graphdoctor.report.drawing import Drawing
from graphdoctor.report.excerpt import Excerpt, excerpts
from graphdoctor.report.figure import Figure, figure
from graphdoctor.report.legend import legend
from graphdoctor.report.measure import fixed_width, wrapped
from graphdoctor.report.picture import elements
from graphdoctor.report.renderer import DRAWING_OPTIONS, RenderOptions, Report, renderer
from graphdoctor.report.selection import active
from graphdoctor.report.words import clean, place

MARGIN = 24.0
NARROWEST = 620.0
TALLEST = 1300.0  # what is taller cannot be taken in as one picture: more is folded
CHARACTER = 7.3  # the width of a monospaced character at the size of quoted source


@renderer("svg", ".svg", "the picture, for an issue, a chat or a paper", DRAWING_OPTIONS)
def render(report: Report, options: RenderOptions) -> str:
    """The drawing with the verdict above and a legend below."""
    panel = _panel(report, options)
    body = [f'<g transform="translate({_x(MARGIN)} {_x(MARGIN)})">', *panel.elements, "</g>"]
    return _document(panel.title, panel.told, body, panel.width + 2 * MARGIN, panel.height + 2 * MARGIN)


def side_by_side(before: Report, after: Report, told: str) -> str:
    """Both drawings in one picture; `told` says in words what changed."""
    left, right = _panel(before, RenderOptions(), "l-"), _panel(after, RenderOptions(), "r-")
    lines = [line for part in told.splitlines() for line in wrapped(part, 12, left.width + right.width)]
    top = 20.0 + 17 * len(lines)
    body = [shapes.text(line, MARGIN, MARGIN + 12 + 17 * row, "headline") for row, line in enumerate(lines)]
    x = MARGIN
    for name, panel in (("before", left), ("after", right)):
        body.append(f'<g transform="translate({_x(x)} {_x(MARGIN + top)})">')
        body += [
            shapes.text(name, 0, 10, "small quiet"),
            '<g transform="translate(0 22)">',
            *panel.elements,
            "</g></g>",
        ]
        x += panel.width + 3 * MARGIN
    height = max(left.height, right.height) + top + 22 + 2 * MARGIN
    return _document("what changed", told, body, x - 2 * MARGIN, height)


@dataclass(frozen=True, slots=True)
class _Panel:
    """Verdict, drawing and legend, with the upper left at 0, 0."""

    title: str
    told: str
    elements: tuple[str, ...]
    width: float
    height: float


def _panel(report: Report, options: RenderOptions, prefix: str = "") -> _Panel:
    made = figure(report, options, TALLEST)
    width = max(made.layout.width, NARROWEST)
    header, top = _header(report, made.drawing, width)
    if not made.drawing.boxes:
        # Nothing was traced: the source lines are the picture.
        quoted, tall = _quotation(report, width)
        header, top = [*header, f'<g transform="translate(0 {_x(top)})">{"".join(quoted)}</g>'], top + tall
    notes, low = legend(made.drawing, width)
    body = (
        *header,
        f'<g transform="translate({_x((width - made.layout.width) / 2)} {_x(top)})">',
        *elements(made, prefix),
        "</g>",
        f'<g transform="translate(0 {_x(top + made.layout.height + 20)})">{"".join(notes)}</g>',
    )
    told = " ".join(line.text for lines in made.drawing.headlines for line in lines)
    height = top + made.layout.height + (20 + low if low else 0)
    return _Panel(made.drawing.title, told, body, width, height)


def _document(title: str, told: str, body: list[str], width: float, height: float) -> str:
    size = f'width="{_x(width)}" height="{_x(height)}" viewBox="0 0 {_x(width)} {_x(height)}"'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="gd-title gd-desc">',
        f'<title id="gd-title">graphdoctor: {escape(title)}</title>',
        f'<desc id="gd-desc">{escape(told)}</desc>',
        f"<style>\n{style()}</style>",
        shapes.rectangle(0, 0, width, height, 8, "card"),
        *body,
        "</svg>",
        "",
    ])  # fmt: skip


def inline_picture(made: Figure, prefix: str = "") -> str:
    """The drawing alone, for a page that brings the style sheet; `prefix` keeps two of them apart."""
    width, height = made.layout.width + 2 * MARGIN, made.layout.height + 2 * MARGIN
    view = f'viewBox="{_x(-MARGIN)} {_x(-MARGIN)} {_x(width)} {_x(height)}"'
    title = f"<title>{escape(made.drawing.title)}</title>"
    if prefix:  # by itself it is as large as it is; in the page's viewer it fills that
        view = f'width="{_x(width)}" height="{_x(height)}" {view}'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" id="{prefix}picture" role="img" {view}>'
    return "\n".join([head, title, f'<g id="{prefix}stage">', *elements(made, prefix), "</g>", "</svg>"])


def style() -> str:
    """The style sheet of the picture, in its light colours."""
    return resources.files("graphdoctor.report").joinpath("picture.css").read_text(encoding="utf-8")


def _header(report: Report, drawing: Drawing, width: float) -> tuple[list[str], float]:
    """The verdict and the findings in words, wrapped at `width`; and how high they are."""
    parts = [shapes.text(line, 0, 15 + 22 * row, "heading", width=fixed_width(line, 17, bold=True))
             for row, line in enumerate(wrapped(drawing.title, 17, width, bold=True))]  # fmt: skip
    y = 22.0 * len(parts) + 12
    told = [line for lines in drawing.headlines for line in lines]
    texts = [(line.text, line.tone) for line in told]
    if report.get("error"):
        where = f" ({place(report['error']['location'])})" if report["error"].get("location") else ""
        texts = [(clean(report["error"]["message"]) + where, "alert")]
    left = len(active(report)) - len(drawing.headlines)
    if left > 0:
        texts.append((f"and {left:,} more", "quiet"))
    for content, tone in texts:
        for line in wrapped(content, 12, width, bold=tone == "alert"):
            fixed = fixed_width(line, 12, bold=tone == "alert")
            parts.append(shapes.text(line, 0, y, f"headline {tone}", width=fixed))
            y += 17
    return parts, y + 8


def _quotation(report: Report, width: float) -> tuple[list[str], float]:
    """The source lines of the first findings with their underlines; and how high they are."""
    parts: list[str] = []
    y = 0.0
    error = report.get("error")
    told = [{"location": error["location"]}] if error and error.get("location") else active(report)[:4]
    for part in [part for finding in told for part in excerpts(finding)]:
        rows = list(_quoted(part, int((width - 80) / CHARACTER)))
        parts.append(shapes.rectangle(0, y, width, len(rows) * 18 + 40, 6, "sheet"))
        parts.append(shapes.text(part.place, 14, y + 22, "small quiet"))
        for row, (gutter, line, tone) in enumerate(rows):
            parts.append(shapes.text(gutter, 44, y + 44 + row * 18, "source quiet", "end"))
            parts.append(shapes.text(line, 60, y + 44 + row * 18, f"source {tone}"))
        y += len(rows) * 18 + 52
    return parts, y


def _quoted(part: Excerpt, columns: int) -> Iterator[tuple[str, str, str]]:
    for line in part.lines:
        yield str(line.number), line.code[:columns], "plain"
        for mark in line.marks:
            stroke = ("^" if mark.primary else "-") * min(mark.length, columns - mark.start)
            tone = "alert" if mark.primary else "quiet"
            beside = len(stroke) + mark.start + len(mark.message) < columns
            yield "", " " * mark.start + stroke + (f" {mark.message}" if beside else ""), tone
            if mark.message and not beside:
                yield from (("", text, tone) for text in textwrap.wrap(mark.message, columns))


def _x(value: float) -> str:
    return shapes.number(value)
