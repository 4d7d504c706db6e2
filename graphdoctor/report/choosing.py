"""Which boxes must be seen, and which may be folded first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.report.folding import Graph

HUB = 8  # neighbours
SEVERAL = 20  # more boxes that never learn than this fold like the others, away from the cut


def ranks(graph: Graph, focus: set[str]) -> dict[str, int]:
    """For each leaf 0 (must be seen), 1 (unreachable, or next to what must be seen) or 2."""
    seen = {box["id"] for box in graph.leaves if _is_wanted(box)}
    beside: dict[str, set[str]] = {}
    for edge in graph.edges:
        beside.setdefault(edge["source"], set()).add(edge["target"])
        beside.setdefault(edge["target"], set()).add(edge["source"])
        if edge["kind"] in ("cut", "crash", "proposed"):
            seen |= {edge["source"], edge["target"]}
    seen = focus or seen
    # Everything around a hub would be most of the picture.
    near = {
        other
        for key in seen
        for other in beside.get(key, ())
        if len(beside[key]) <= HUB and _shares_frame(graph, key, other)
    }
    lost = (
        set() if focus else {box["id"] for box in graph.leaves if box["status"] in ("unreachable", "mixed")}
    )
    if len(lost) > SEVERAL and seen:
        lost = set()  # the cut tells where; that all before it is lost can be told of the blocks as well
    return {
        box["id"]: 0 if box["id"] in seen else 1 if box["id"] in near or box["id"] in lost else 2
        for box in graph.leaves
    }


def _shares_frame(graph: Graph, key: str, other: str) -> bool:
    """Whether what is around the other box is around this one as well: else that frame, closed, is the neighbour."""
    around = graph.ancestors(other)
    return not around or around[0] in graph.ancestors(key)


def _is_wanted(box: Mapping[str, Any]) -> bool:
    return bool(box.get("finding")) or box["kind"] == "loss" or box["status"] == "crashed"


def focused(graph: Graph, focus: str | None) -> set[str]:
    """The leaves that the focus names by layer, box or variable. Raises UserError (``no-such-name``)."""
    if focus is None:
        return set()
    found = {
        key
        for key, box in graph.boxes.items()
        if focus in (key, box["label"]) or focus in (box.get("variables") or ())
    }
    if not found:
        raise UserError(
            "no-such-name",
            f"no layer or variable is called {focus!r}; --focus takes a name as the report shows it",
        )
    return {
        box["id"] for box in graph.leaves if box["id"] in found or found & set(graph.ancestors(box["id"]))
    }
