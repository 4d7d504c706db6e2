"""A figure's boxes, wires and frames as SVG elements, without colours: those come from a style sheet."""

from __future__ import annotations

from collections.abc import Iterator

from graphdoctor.report import shapes
from graphdoctor.report.captions import Caption
from graphdoctor.report.drawing import Box, Wire
from graphdoctor.report.figure import (
    CROSSED,
    FOLD,
    PAD_X,
    PAD_Y,
    PORT_HEIGHT,
    TEXT_LINE,
    TEXT_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    Figure,
    port_offsets,
    port_width,
)
from graphdoctor.report.layout import Route
from graphdoctor.report.measure import fixed_width, text_width

ARROW = 8.0


def elements(figure: Figure, prefix: str = "") -> Iterator[str]:
    """The elements from the back to the front; the upper left of the drawing is at 0, 0. `prefix` keeps the boxes'
    ids apart where a document holds two drawings."""
    for frame in figure.drawing.frames:
        if frame.id in figure.layout.frames:
            left, top, right, bottom = figure.layout.frames[frame.id]
            yield shapes.rectangle(left, top, right - left, bottom - top, 10, f"frame {frame.status}")
    bands: list[str] = []
    lines: list[str] = []
    for (index, part), route in zip(figure.segments, figure.layout.routes, strict=True):
        wire = figure.wire(index)
        bands += _band(wire, part, route, index)
        lines += _line(wire, part, route, index)
    yield from bands
    yield from lines
    for frame in figure.drawing.frames:
        if frame.id in figure.layout.frames:
            left, top, _, _ = figure.layout.frames[frame.id]
            wide = fixed_width(frame.title, TEXT_SIZE, bold=True)
            yield shapes.text(frame.title, left + 10, top + 16, "frame-title", width=wide)
    for index, wire in enumerate(figure.drawing.wires):
        if wire.label:
            yield _label(figure, index, wire)
    for box in figure.drawing.boxes:
        yield _box(figure, box, prefix)


def _band(wire: Wire, part: int, route: Route, index: int) -> list[str]:
    """The gradient's way: a broad band that points back to where it flows."""
    if not (wire.kind == "gradient" or (wire.kind == "cut" and part == 1 and route.start)):
        return []
    tip, first = route.start or route.points[0], route.points[0]
    if route.start is None and len(route.points) > 1:
        first = route.points[1]
    return [
        f'<g data-wire="{index}">',
        shapes.curve(route, "band", to_end=True),
        shapes.arrow(tip, first, 11, 15, "band-arrow"),
        "</g>",
    ]


def _line(wire: Wire, part: int, route: Route, index: int) -> list[str]:
    style = {"proposed": "missing", "end": "wire ending", "crash": "wire given"}.get(wire.kind, "wire")
    arrow_style = {"proposed": "missing-arrow", "crash": "given-arrow"}.get(wire.kind, "wire-arrow")
    tip = route.end or route.points[-1]
    foot = route.points[-1] if route.end else route.points[-2]
    pointed = wire.kind != "end" and (part == 1 or not wire.label)
    found = [f'<g data-wire="{index}">{shapes.tooltip(wire.tooltip)}']
    found.append(shapes.curve(route, style, to_start=part == 1, to_end=not pointed))
    if wire.kind == "end":
        found.append(shapes.cross(tip[0], tip[1], 5, "mark"))
    elif pointed:
        found.append(shapes.arrow(tip, foot, ARROW, 7, arrow_style))
    return [*found, "</g>"]


def _label(figure: Figure, index: int, wire: Wire) -> str:
    x, y = figure.layout.nodes[f"l{index}"]
    width, height = figure.sizes[f"l{index}"]
    left, top = x - width / 2, y - height / 2
    mark = wire.kind == "cut"
    parts = [f'<g class="label {wire.kind}" data-wire="{index}">']
    parts.append(shapes.tooltip(wire.tooltip))
    parts.append(shapes.rectangle(left, top, width, height, 3, "label-box"))
    if mark:
        parts.append(shapes.cross(left + 15, y, 5, "mark"))
    start = left + PAD_X + (16 if mark else 0)
    for row, line in enumerate(wire.label):
        parts.append(_small(line, start, top + 15 + row * TEXT_LINE))
    return "".join([*parts, "</g>"])


def _box(figure: Figure, box: Box, prefix: str) -> str:
    x, y = figure.layout.nodes[box.id]
    width, height = figure.sizes[box.id]
    left, top = x - width / 2, y - height / 2
    wrong = " wrong" if box.shape == "start" and box.captions[0].tone == "alert" else ""
    parts = [
        f'<g class="box {box.shape} {box.status}{wrong}" id="{prefix}{box.id}">',
        shapes.tooltip(box.tooltip),
    ]
    parts += _outline(box, left, top, width, height)
    if box.shape == "fold":
        x, top, width = x - FOLD / 2, top + FOLD, width - FOLD
    parts += _ports(box, x, top, height)
    top += PORT_HEIGHT if box.ports.taken else 0
    if box.shape == "start":
        line = box.captions[0]
        parts.append(_small(line, x, y + 4, "middle"))
        return "".join([*parts, "</g>"])
    if box.title:
        wide = fixed_width(box.title, TITLE_SIZE, bold=True)
        parts.append(shapes.text(box.title, x, top + PAD_Y + TITLE_SIZE, "title", "middle", wide))
        parts += _status_mark(box, x, left, top, width)
    row = top + PAD_Y + (TITLE_LINE if box.title else 10) + TEXT_SIZE
    for line in box.captions:
        parts.append(_small(line, x, row, "middle"))
        row += TEXT_LINE
    return "".join([*parts, "</g>"])


def _small(line: Caption, x: float, y: float, anchor: str | None = None) -> str:
    code = line.tone == "code"  # monospaced fonts are all of one width
    wide = None if code else fixed_width(line.text, TEXT_SIZE, bold=line.tone == "alert")
    return shapes.text(line.text, x, y, f"small {line.tone}", anchor, wide)


def _ports(box: Box, x: float, top: float, height: float) -> list[str]:
    """The states as tabs at the upper and the lower edge."""
    parts = []
    for names, y in ((box.ports.taken, top), (box.ports.given, top + height - PORT_HEIGHT)):
        wide = port_width(names)
        for name, offset in zip(names, port_offsets(names), strict=True):
            left = x + offset - wide / 2
            parts.append(shapes.rectangle(left, y, wide, PORT_HEIGHT, 3, "port"))
            parts.append(shapes.text(name, x + offset, y + 11, "port-name", "middle"))
    return parts


def _outline(box: Box, left: float, top: float, width: float, height: float) -> list[str]:
    if box.shape == "end":
        return []
    if box.shape in ("input", "loss", "start"):
        return [shapes.rectangle(left, top, width, height, height / 2, "outline")]
    draw = shapes.octagon if box.status in CROSSED else shapes.rectangle
    radius = 0.0 if box.status == "frozen" else 10.0 if box.status in CROSSED else 7.0
    found = []
    if box.shape == "fold":
        found.append(draw(left + FOLD, top, width - FOLD, height - FOLD, radius, "outline behind"))
        top, width, height = top + FOLD, width - FOLD, height - FOLD
    found.append(draw(left, top, width, height, radius, "outline"))
    if box.status == "frozen":
        found.append(shapes.rectangle(left + 3, top + 3, width - 6, height - 6, 0, "outline inner"))
    return found


def _status_mark(box: Box, x: float, left: float, top: float, width: float) -> list[str]:
    if box.status not in CROSSED:
        return []
    beside = x + text_width(box.title, TITLE_SIZE, bold=True) / 2 + 10
    return [shapes.cross(min(beside, left + width - 14), top + PAD_Y + 8, 3.5, "mark")]
