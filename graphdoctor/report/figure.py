"""The drawing with sizes and positions: what the SVG and the page put on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphdoctor.report.drawing import Box, Drawing, Wire, draw
from graphdoctor.report.layout import Layout, Link, Node, Task, TooSlow, lay_out, plain_layout
from graphdoctor.report.measure import text_width
from graphdoctor.report.renderer import RenderOptions, Report

TITLE_SIZE, TEXT_SIZE = 13.0, 11.0
TITLE_LINE, TEXT_LINE = 18.0, 15.0
PAD_X, PAD_Y = 12.0, 8.0
FOLD = 5.0  # how far the box behind a folded one sticks out
PORT_HEIGHT = 14.0
COLUMNS = 4
CROSSED = ("unreachable", "mixed", "crashed")  # boxes with a cross beside their title
COARSER = (None, 24, 12, 6)
WIDEST = 1800.0  # beyond that, type at the width of a README is too small to read
LARGE = (
    1500  # boxes of the report: folding them takes a second, and the finest picture would be too tall anyway
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing that fits a layout. segments: (wire, part) for each of the layout's routes; a wire with a label has two
    parts, and its label stands at the node ``l<index of the wire>``."""

    drawing: Drawing
    layout: Layout
    sizes: dict[str, tuple[float, float]]
    segments: tuple[tuple[int, int], ...]

    def wire(self, index: int) -> Wire:
        """The wire at an index of `segments`."""
        return self.drawing.wires[index]


def figure(report: Report, options: RenderOptions, tallest: float | None = None) -> Figure:
    """The report's drawing with its layout: as fine as can be laid out in time, and, with `tallest`, as is no
    taller than that and not too wide, where that can be had and nobody asked for more."""
    asked = options.full or options.focus is not None or options.depth is not None
    large = len((report.get("drawing") or {}).get("boxes") or ()) > LARGE
    low: Figure | None = None  # the finest one that is not too tall
    for limit in COARSER[2:] if large and tallest and not asked else COARSER:
        drawing = draw(report, options, limit)
        try:
            made = _figure(drawing, lay_out)
        except TooSlow:
            continue
        if asked or tallest is None:
            return made
        if made.layout.height <= tallest:
            low = low or made
            if made.layout.width <= WIDEST:
                return made
        if limit == COARSER[-1]:
            return low or made
    return low or _figure(draw(report, options, COARSER[-1]), plain_layout)


def _figure(drawing: Drawing, place: Callable[[Task], Layout]) -> Figure:
    sizes = {box.id: box_size(box) for box in drawing.boxes}
    nodes = [
        Node(box.id, *sizes[box.id], box.frame, port_offsets(box.ports.taken), port_offsets(box.ports.given))
        for box in drawing.boxes
    ]
    links: list[Link] = []
    segments: list[tuple[int, int]] = []
    on_path = {box.id: box.on_path for box in drawing.boxes}
    frames = {box.id: box.frame for box in drawing.boxes}
    for index, wire in enumerate(drawing.wires):
        if wire.label:
            key = f"l{index}"
            sizes[key] = label_size(wire)
            shared = frames[wire.source] if frames[wire.source] == frames[wire.target] else None
            nodes.append(Node(key, *sizes[key], shared))
        for part, link in _links(index, wire, on_path):
            links.append(link)
            segments.append((index, part))
    around = {frame.id: frame.parent for frame in drawing.frames}
    titles = {frame.id: text_width(frame.title, TEXT_SIZE, bold=True) + 8 for frame in drawing.frames}
    task = Task(tuple(nodes), tuple(links), around, titles, _columns(nodes, links))
    return Figure(drawing, place(task), sizes, tuple(segments))


def _columns(nodes: list[Node], links: list[Link]) -> tuple[tuple[str, str], ...]:
    """Pairs that are to lie one below the other: boxes without wires would make one long row."""
    joined = {end for link in links for end in (link.source, link.target)}
    by_frame: dict[str | None, list[str]] = {}
    for node in nodes:
        if node.id not in joined:
            by_frame.setdefault(node.frame, []).append(node.id)
    return tuple(pair for row in by_frame.values() for pair in zip(row, row[COLUMNS:], strict=False))


def _links(index: int, wire: Wire, on_path: dict[str, bool]) -> Iterator[tuple[int, Link]]:
    """The links of a wire, each with the part of the wire it is: 0 from the source (on), 1 from its label on."""
    if not wire.label:
        for given, taken in wire.states:
            yield 0, Link(wire.source, wire.target, both=wire.kind == "gradient", tail=given, head=taken)
        return
    # A proposed wire must not pull the picture out of shape: it is not there yet.
    loose = wire.kind == "proposed"
    both = wire.kind == "cut" and on_path[wire.target]
    for given in dict.fromkeys(pair[0] for pair in wire.states):
        yield 0, Link(wire.source, f"l{index}", loose=loose, tail=given)
    for taken in dict.fromkeys(pair[1] for pair in wire.states):
        yield 1, Link(f"l{index}", wire.target, both=both, loose=loose, head=taken)


def port_width(names: tuple[str, ...]) -> float:
    """How wide each port of a row is."""
    return round(max((text_width(name, TEXT_SIZE - 1) for name in names), default=0.0) + 14, 0)


def port_offsets(names: tuple[str, ...]) -> tuple[float, ...]:
    """The middles of a row of ports, from the middle of their box to the right."""
    step = port_width(names) + 8
    return tuple((number - (len(names) - 1) / 2) * step for number in range(len(names)))


def box_size(box: Box) -> tuple[float, float]:
    """Width and height of a box in points."""
    wide = text_width(box.title, TITLE_SIZE, bold=True) + (20 if box.status in CROSSED else 0)
    for caption in box.captions:
        wide = max(wide, text_width(caption.text, TEXT_SIZE, bold=caption.tone == "alert"))
    for names in (box.ports.taken, box.ports.given):
        wide = max(wide, len(names) * (port_width(names) + 8))
    ports = PORT_HEIGHT * (bool(box.ports.taken) + bool(box.ports.given))
    tall = (TITLE_LINE if box.title else 0) + TEXT_LINE * len(box.captions) + 2 * PAD_Y + ports
    if box.shape == "start":
        return round(wide + 2 * PAD_X, 1), TEXT_LINE + 6
    more = 22 if box.shape in ("input", "loss") else 0
    fold = FOLD if box.shape == "fold" else 0
    return round(max(wide + 2 * PAD_X + more, 84.0) + fold, 1), tall + (10 if box.shape == "end" else fold)


def label_size(wire: Wire) -> tuple[float, float]:
    """Width and height of a wire's label in points."""
    wide = max(
        text_width(line.text, TEXT_SIZE, bold=line.tone == "alert", mono=line.tone == "code")
        for line in wire.label
    )
    mark = 22 if wire.kind == "cut" else 0
    return round(wide + 2 * PAD_X + mark, 1), TEXT_LINE * len(wire.label) + PAD_Y + 2
