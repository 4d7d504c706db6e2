"""The drawing as DOT, for a Graphviz of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graphdoctor.report.captions import Caption
from graphdoctor.report.drawing import Box, Drawing, Wire, draw
from graphdoctor.report.renderer import DRAWING_OPTIONS, RenderOptions, Report, renderer

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Helvetica"
ENTITY = re.compile(r"&(?=#?\w+;)")
STATUS: dict[str, dict[str, str]] = {
    "learns": {"style": "rounded,filled", "fillcolor": "#e3f0fa", "color": "#0072b2", "penwidth": "1.8"},
    "unreachable": {
        "shape": "octagon", "style": "dashed,filled", "fillcolor": "#fdeadd", "color": "#d55e00", "penwidth": "2.4",
    },
    "mixed": {"shape": "octagon", "style": "filled", "fillcolor": "#fff3d6", "color": "#d55e00", "penwidth": "2"},
    "frozen": {"style": "filled", "fillcolor": "#eef0f3", "color": "#5f6b7a", "peripheries": "2"},
    "crashed": {"shape": "octagon", "style": "filled", "fillcolor": "#fdeadd", "color": "#d55e00", "penwidth": "2.4"},
    "none": {"style": "rounded,filled", "fillcolor": "#ffffff", "color": "#8a94a3"},
}  # fmt: skip
SHAPE: dict[str, dict[str, str]] = {
    "input": {"shape": "ellipse", "style": "filled", "fillcolor": "#f6f7f9"},
    "loss": {"shape": "ellipse", "style": "filled", "fillcolor": "#1f2933", "fontcolor": "#ffffff"},
    "start": {"shape": "ellipse", "style": "filled", "fillcolor": "#ffffff", "fontsize": "10"},
    "end": {"shape": "plaintext", "style": "", "fontcolor": "#a83e00"},
    "fold": {"shape": "box3d"},
}
WIRE: dict[str, dict[str, str]] = {
    "data": {"color": "#6b7686"},
    "gradient": {
        "color": "#56a5db",
        "penwidth": "4",
        "dir": "both",
        "arrowtail": "normal",
        "arrowhead": "vee",
    },
    "cut": {"color": "#d55e00", "fontcolor": "#a83e00", "style": "bold", "arrowhead": "tee"},
    "crash": {"color": "#d55e00", "fontcolor": "#a83e00", "style": "bold"},
    "end": {"color": "#d55e00", "arrowhead": "tee"},
    "proposed": {"color": "#00805f", "fontcolor": "#00644a", "style": "dashed", "penwidth": "2"},
}


@renderer("dot", ".dot", "the drawing as Graphviz source", DRAWING_OPTIONS)
def render(report: Report, options: RenderOptions) -> str:
    """DOT source; every text in it is a quoted label, never markup."""
    from graphviz import Digraph

    drawing = draw(report, options)
    graph = Digraph("graphdoctor")
    graph.attr("graph", label=_label([drawing.title, *_headlines(drawing)]), labelloc="t", fontname=FONT)
    graph.attr("graph", rankdir="TB", nodesep="0.35", ranksep="0.5")
    graph.attr("node", shape="box", fontname=FONT, fontsize="11")
    graph.attr("edge", fontname=FONT, fontsize="10")
    _fill(graph, drawing, None)
    boxes = {box.id: box for box in drawing.boxes}
    for wire in drawing.wires:
        _wire(graph, wire, boxes)
    source: str = graph.source
    return source


def _fill(graph: Digraph, drawing: Drawing, frame: str | None) -> None:
    for box in drawing.boxes:
        if box.frame == frame:
            graph.node(box.id, _label([box.title, *_texts(box.captions)]), **_style(box))
    for inner in drawing.frames:
        if inner.parent == frame:
            with graph.subgraph(name=f"cluster_{inner.id}") as cluster:
                cluster.attr(label=_label([inner.title]), style="rounded", color="#a6afbb", fontname=FONT)
                _fill(cluster, drawing, inner.id)


def _style(box: Box) -> dict[str, Any]:
    found = STATUS[box.status] | SHAPE.get(box.shape, {})
    return found | ({"tooltip": _quoted(box.tooltip)} if box.tooltip else {})


def _wire(graph: Digraph, wire: Wire, boxes: Mapping[str, Box]) -> None:
    label = {"label": _label(_texts(wire.label))} if wire.label else {}
    given, taken = boxes[wire.source].ports.given, boxes[wire.target].ports.taken
    ends = {
        "taillabel": ", ".join(given[one] for one, _ in wire.states if one is not None),
        "headlabel": ", ".join(taken[two] for _, two in wire.states if two is not None),
    }
    states = {name: _quoted(text) for name, text in ends.items() if text}
    graph.edge(wire.source, wire.target, **WIRE[wire.kind], **label, **states)


def _headlines(drawing: Drawing) -> list[str]:
    return [text for lines in drawing.headlines for text in _texts(lines)]


def _texts(lines: Iterable[Caption]) -> list[str]:
    return [line.text for line in lines]


def _label(lines: Iterable[str]) -> str:
    """One label of several lines."""
    return _quoted("\n".join(line for line in lines if line))


def _quoted(text: str) -> str:
    r"""The text as Graphviz will show it, whatever stands in it: ``\N`` would mean the node's name, ``&lt;`` a
    ``<``, and ``<b>`` as a whole would be markup."""
    from graphviz import nohtml

    escaped = ENTITY.sub("&amp;", text).replace("\\", "\\\\").replace("\n", "\\n")
    found: str = nohtml(escaped)
    return found
