"""The whole graph of boxes, unfolded, for yEd, Gephi and `networkx.read_graphml`."""

from __future__ import annotations

from typing import Any

from graphdoctor.report.renderer import RenderOptions, Report, renderer
from graphdoctor.report.words import Json, clean


@renderer("graphml", ".graphml", "the graph for yEd, Gephi, networkx")
def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001
    """GraphML with an attribute for everything a box or an edge says; nested boxes name their parent."""
    import networkx

    drawing = report.get("drawing") or {"boxes": (), "edges": ()}
    graph = networkx.MultiDiGraph(name=clean(report["target"], 200))
    boxes = sorted(drawing["boxes"], key=lambda box: (box.get("order") or 0, box["id"]))
    for box in boxes:
        graph.add_node(_key(box["id"]), **_box(box))
    known = {box["id"] for box in boxes}
    for edge in drawing["edges"]:
        if edge["source"] in known and edge["target"] in known:
            graph.add_edge(_key(edge["source"]), _key(edge["target"]), **_edge(edge))
    return "\n".join(networkx.generate_graphml(graph)) + "\n"


def _key(name: str) -> str:
    return clean(name)


def _box(box: Json) -> dict[str, Any]:
    location = box.get("location") or {}
    return {
        "label": clean(box["label"], 400),
        "kind": box["kind"],
        "type": clean(box["type"], 200),
        "status": box["status"],
        "shape": clean(box.get("shape") or "", 400),
        "parent": _key(box.get("parent") or ""),
        "on_gradient_path": bool(box.get("on_gradient_path")),
        "ops": int(box.get("ops") or 0),
        "finding": clean(box.get("finding") or ""),
        "message": clean(box.get("message") or "", 400),
        "variables": "\n".join(clean(name, 400) for name in box.get("variables") or ()),
        "file": clean(location.get("file") or ""),
        "line": int(location.get("line") or 0),
    }


def _edge(edge: Json) -> dict[str, Any]:
    return {
        "kind": edge["kind"],
        "label": clean(edge.get("label") or "", 400),
        "finding": clean(edge.get("finding") or ""),
    }
