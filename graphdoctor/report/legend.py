"""The legend: what occurs in a drawing, and only that."""

from __future__ import annotations

from collections.abc import Iterator

from graphdoctor.report import shapes
from graphdoctor.report.drawing import Drawing
from graphdoctor.report.layout import Route
from graphdoctor.report.measure import fixed_width, text_width

SAMPLE, GAP, ROW = 34.0, 22.0, 22.0

BOXES = {
    "learns": "learns",
    "unreachable": "never learns",
    "mixed": "learns in part",
    "frozen": "frozen: not meant to learn",
    "crashed": "the script fails here",
}
WIRES = {
    "data": "data",
    "gradient": "data, and the gradient flowing back",
    "cut": "the gradient is cut off",
    "crash": "what it is given there",
    "end": "the result is thrown away",
    "proposed": "the wire that is missing",
}


def legend(drawing: Drawing, width: float) -> tuple[list[str], float]:
    """Its elements, the upper left at 0, 0, wrapped at `width`; and its height."""
    x = y = 0.0
    parts: list[str] = []
    for kind, words in _occurring(drawing):
        wide = SAMPLE + 8 + text_width(words, 11)
        if x and x + wide > width:
            x, y = 0.0, y + ROW
        parts.append(f'<g transform="translate({shapes.number(x)} {shapes.number(y)})">{_sample(kind)}')
        parts.append(shapes.text(words, SAMPLE + 8, 12, "legend", width=fixed_width(words, 11)) + "</g>")
        x += wide + GAP
    return parts, (y + ROW if parts else 0.0)


def samples(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Each entry as a small SVG and its words, for a page that flows them itself."""
    for kind, words in _occurring(drawing):
        size = (
            f'width="{shapes.number(SAMPLE + 4)}" height="18" viewBox="-2 -1 {shapes.number(SAMPLE + 4)} 18"'
        )
        head = f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" aria-hidden="true" {size}>'
        yield f"{head}{_sample(kind)}</svg>", words


def _occurring(drawing: Drawing) -> Iterator[tuple[str, str]]:
    statuses = {box.status for box in drawing.boxes}
    kinds = {wire.kind for wire in drawing.wires}
    yield from ((status, words) for status, words in BOXES.items() if status in statuses)
    yield from ((kind, words) for kind, words in WIRES.items() if kind in kinds)
    if drawing.hidden:
        yield "fold", f"several layers in one box ({drawing.hidden:,} more folded away)"


def _sample(kind: str) -> str:
    route = Route(((0.0, 8.0), (10.0, 8.0), (20.0, 8.0), (SAMPLE - 7, 8.0)), None, (SAMPLE, 8.0))
    arrow = shapes.arrow((SAMPLE, 8.0), (0.0, 8.0), 8, 7, "wire-arrow")
    if kind == "data":
        return shapes.curve(route, "wire") + arrow
    if kind == "gradient":
        band = Route(((9.0, 8.0), (14.0, 8.0), (24.0, 8.0), (SAMPLE, 8.0)))
        back = shapes.arrow((0.0, 8.0), (9.0, 8.0), 11, 15, "band-arrow")
        return shapes.curve(band, "band") + back + shapes.curve(route, "wire") + arrow
    if kind == "crash":
        return shapes.curve(route, "wire given") + shapes.arrow(
            (SAMPLE, 8.0), (0.0, 8.0), 8, 7, "given-arrow"
        )
    if kind == "proposed":
        return shapes.curve(route, "missing") + shapes.arrow((SAMPLE, 8.0), (0.0, 8.0), 8, 7, "missing-arrow")
    if kind in ("cut", "end"):
        middle = SAMPLE / 2 if kind == "cut" else SAMPLE - 8
        return shapes.curve(route, "wire") + shapes.cross(middle, 8, 5, "mark")
    if kind == "fold":
        behind = shapes.rectangle(6, 0, SAMPLE - 8, 13, 4, "outline")
        return behind + shapes.rectangle(2, 3, SAMPLE - 8, 13, 4, "outline")
    return f'<g class="box {kind}">{_sample_box(kind)}</g>'


def _sample_box(kind: str) -> str:
    if kind in ("unreachable", "mixed", "crashed"):
        return shapes.octagon(1, 1, SAMPLE - 2, 14, 4, "outline")
    if kind == "frozen":
        inner = shapes.rectangle(3.5, 3.5, SAMPLE - 7, 9, 0, "outline inner")
        return shapes.rectangle(1, 1, SAMPLE - 2, 14, 0, "outline") + inner
    return shapes.rectangle(1, 1, SAMPLE - 2, 14, 4, "outline")
