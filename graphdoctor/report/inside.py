"""What the boxes compute, as small pictures for the page: their nodes and wires with positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphdoctor.report.layout import Layout, Link, Node, Task, TooSlow, lay_out, plain_layout
from graphdoctor.report.measure import text_width
from graphdoctor.report.words import clean

Json = Mapping[str, Any]
MOST = 40  # pictures in a page; more insides are listed only
SIZE, LINE, PAD = 11.0, 15.0, 8.0
SECONDS = 4.0


def told(op: Json) -> tuple[str, str]:
    """An op in two lines: what it is for or what it is called, and its type with its part of the weights."""
    kind = op["type"]
    if kind in ("variable", "state"):
        return clean(op["name"], 40), ""
    columns = op.get("columns")
    part = f" · columns {columns[0]}–{columns[1]} of the weights" if columns else ""
    return (clean(op["part"], 40), clean(kind, 40) + part) if op.get("part") else (clean(kind, 40), "")


def pictures(insides: Sequence[Json], wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """For the first of the wanted insides, by number: width, height, nodes [left, top, width, height, kind, lines],
    wires [points, whether the gradient comes back]."""
    shown = [number for number in dict.fromkeys(wanted) if 0 <= number < len(insides)][:MOST]
    tasks = {number: _task(insides[number], number) for number in shown}
    if not tasks:
        return {}
    together = Task(
        tuple(node for task in tasks.values() for node in task.nodes),
        tuple(link for task in tasks.values() for link in task.links),
        {},
        {},
    )
    try:
        whole = lay_out(together, SECONDS)
    except TooSlow:
        return {
            number: _picture(insides[number], number, plain_layout(task)) for number, task in tasks.items()
        }
    found, first = {}, 0
    for number, task in tasks.items():
        routes = whole.routes[first : first + len(task.links)]
        first += len(task.links)
        found[number] = _picture(insides[number], number, Layout(0, 0, whole.nodes, routes))
    return found


def _task(inside: Json, number: int) -> Task:
    nodes = [Node(f"n{number}x{index}", *_size(op)) for index, op in enumerate(inside["ops"])]
    links = [Link(f"n{number}x{source}", f"n{number}x{target}") for source, target, _ in inside["edges"]]
    return Task(_sorted(nodes, links), tuple(links), {}, {})


def _sorted(nodes: list[Node], links: list[Link]) -> tuple[Node, ...]:
    """What feeds the first ones first: variables stand at the end of the report's list."""
    first = {node.id: index for index, node in enumerate(nodes)}
    fed = {link.target for link in links}
    feeds: dict[str, int] = {}
    for link in links:
        feeds[link.source] = min(feeds.get(link.source, len(nodes)), first[link.target])
    return tuple(
        sorted(nodes, key=lambda node: first[node.id] if node.id in fed else feeds.get(node.id, 0) - 0.5)
    )


def _size(op: Json) -> tuple[float, float]:
    lines = [line for line in told(op) if line]
    wide = max(text_width(line, SIZE, bold=index == 0) for index, line in enumerate(lines)) if lines else 0.0
    return round(max(wide + 2 * PAD, 40.0), 1), LINE * max(len(lines), 1) + PAD


def _picture(inside: Json, number: int, layout: Layout) -> dict[str, Any]:
    sizes = [_size(op) for op in inside["ops"]]
    centres = [layout.nodes[f"n{number}x{index}"] for index in range(len(sizes))]
    bends = [x for route in layout.routes for x, _ in _points(route)]
    left = min(*(x - size[0] / 2 for (x, _), size in zip(centres, sizes, strict=True)), *bends)
    top = min(y - size[1] / 2 for (_, y), size in zip(centres, sizes, strict=True))
    nodes = [
        (
            round(x - w / 2 - left, 1),
            round(y - h / 2 - top, 1),
            w,
            h,
            _kind(op),
            [line for line in told(op) if line],
        )
        for op, (x, y), (w, h) in zip(inside["ops"], centres, sizes, strict=True)
    ]
    wires = [
        [[round(value, 1) for x, y in _points(route) for value in (x - left, y - top)], passes]
        for route, (_, _, passes) in zip(layout.routes, inside["edges"], strict=True)
    ]
    return {
        "width": round(max(*(node[0] + node[2] for node in nodes), *(x - left for x in bends)), 1),
        "height": round(max(node[1] + node[3] for node in nodes), 1),
        "nodes": nodes,
        "wires": wires,
    }


def _points(route: Any) -> list[tuple[float, float]]:
    return [*route.points, route.end] if route.end else list(route.points)


def _kind(op: Json) -> str:
    return "part" if op.get("part") else op["type"] if op["type"] in ("variable", "state") else "op"
