"""The frames of the drawing: models and layers, loops and branches, around the boxes in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphdoctor.report.folding import Graph
from graphdoctor.report.unit import Unit
from graphdoctor.report.words import clean


@dataclass(frozen=True, slots=True)
class Frame:
    """A model or layer drawn open, around the boxes that name it."""

    id: str
    title: str
    parent: str | None
    status: str


def frames(graph: Graph, units: Sequence[Unit]) -> dict[str, Frame]:
    """The frames worth drawing, by the report's id: those that hold several boxes, but not all of them."""
    inside: dict[str, int] = {}
    around: dict[str, list[str]] = {}
    for unit in units:
        if unit.parent is not None and unit.parent in graph.boxes:
            around[unit.parent] = [unit.parent, *graph.ancestors(unit.parent)]
            for key in around[unit.parent]:
                inside[key] = inside.get(key, 0) + 1
    losses = sum(unit.kind in ("loss", "input") for unit in units)
    control = {key for key, box in graph.boxes.items() if box["kind"] in ("loop", "branch")}
    shown = [
        key for key, count in sorted(inside.items()) if key in control or 1 < count < len(units) - losses
    ]
    found: dict[str, Frame] = {}
    for index, key in enumerate(shown):
        outer = next((other for other in graph.ancestors(key) if other in shown), None)
        box = graph.boxes[key]
        name = clean(box["label"], 40) + (f" · {clean(box['type'], 24)}" if box["type"] else "")
        parent = f"f{shown.index(outer)}" if outer else None
        found[key] = Frame(f"f{index}", name, parent, box["status"])
    # A unit whose own frame is not worth drawing stands in the next one that is.
    for key, chain in around.items():
        if key not in found:
            outer = next((other for other in chain if other in found), None)
            if outer:
                found[key] = found[outer]
    return found
