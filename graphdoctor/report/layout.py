"""Where boxes and wires lie: Graphviz's `dot` in a child process, whichever there is, else a layout of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphdoctor.report.layered import simple_layout

Point = tuple[float, float]
SECONDS = 10.0
"""How long a layout may take before a coarser drawing is tried."""


@dataclass(frozen=True, slots=True)
class Node:
    """Something to place: an id of our own making, its size in points, and the frame it lies in. above, below: where
    its ports lie, from its middle to the right."""

    id: str
    width: float
    height: float
    frame: str | None = None
    above: tuple[float, ...] = ()
    below: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A connection to route. both: leave room for an arrow at its start as well. loose: it does not pull its ends
    together. tail, head: the ports (by number) that it joins, `below` its source and `above` its target."""

    source: str
    target: str
    both: bool = False
    loose: bool = False
    tail: int | None = None
    head: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A way as cubic Bézier points (3n + 1 of them), from the tip of a start arrow to the tip of an end arrow."""

    points: tuple[Point, ...]
    start: Point | None = None
    end: Point | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in points from the upper left: centres of nodes, (left, top, right, bottom) of frames."""

    width: float
    height: float
    nodes: Mapping[str, Point]
    routes: Sequence[Route]
    frames: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be laid out. frames maps each frame to the one around it, titles to the width of its title;
    columns are pairs of nodes without links of which the second lies below the first."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    frames: Mapping[str, str | None]
    titles: Mapping[str, float]
    columns: Sequence[tuple[str, str]] = ()


class TooSlow(Exception):
    """The layout did not end in time."""


def lay_out(task: Task, seconds: float = SECONDS) -> Layout:
    """Places everything, with whatever can. Raises TooSlow."""
    source = _dot_source(task)
    for command in (_program, _bundled):
        answer = _run(command(), source, seconds)
        if answer is not None:
            return _parsed(answer, task.links)
    return plain_layout(task)


def plain_layout(task: Task) -> Layout:
    """Places everything without any Graphviz: less handsome, at once."""
    places, routes, size = simple_layout(
        [(node.id, node.width, node.height) for node in task.nodes],
        [(link.source, link.target) for link in task.links],
        task.columns,
    )
    nodes = {node.id: node for node in task.nodes}
    found = [Route(_ported(points, link, nodes)) for points, link in zip(routes, task.links, strict=True)]
    return Layout(*size, places, found)


def _ported(points: tuple[Point, ...], link: Link, nodes: Mapping[str, Node]) -> tuple[Point, ...]:
    """The curve with its ends moved to its ports."""
    tail = nodes[link.source].below[link.tail] if link.tail is not None else 0.0
    head = nodes[link.target].above[link.head] if link.head is not None else 0.0
    return tuple((x + (tail if index < 2 else head), y) for index, (x, y) in enumerate(points))


def _program() -> list[str] | None:
    found = shutil.which("dot")
    return [found, "-Tjson0"] if found else None


def _bundled() -> list[str] | None:
    from importlib.util import find_spec

    if find_spec("pygraphviz") is None:
        return None
    return [sys.executable, str(Path(__file__).with_name("graphviz_child.py"))]


def _run(command: list[str] | None, source: str, seconds: float) -> dict[str, Any] | None:
    """The program's answer; None where it is missing or does not work (a broken installation is not the user's
    business: the next way is tried)."""
    if command is None:
        return None
    try:
        # stderr is dropped: fontconfig complains there on machines without fonts, though no font is asked for.
        done = subprocess.run(
            command,
            input=source.encode("utf-8"),
            capture_output=True,
            timeout=seconds,
            check=True,
            env=_environment(),
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def _dot_source(task: Task) -> str:
    # Only ids of our own making and numbers: no text of a user's ever gets here.
    lines = [
        "digraph {",
        "graph [rankdir=TB, nodesep=0.32, ranksep=0.6, splines=true, margin=0, pad=0, outputorder=nodesfirst]",
        'node [shape=box, fixedsize=true, label=""]',
        "edge [arrowsize=0.8]",
    ]
    inside: dict[str | None, list[str]] = {}
    for node in task.nodes:
        size = f"width={node.width / 72:.4f}, height={node.height / 72:.4f}"
        inside.setdefault(node.frame, []).append(f"{node.id} [{size}{_cells(node)}]")
    lines += _clusters(None, inside, task)
    for index, link in enumerate(task.links):
        more = ", dir=both" if link.both else ""
        more += ", weight=1" if link.loose else ", weight=3"
        tail = f":o{link.tail}:s" if link.tail is not None else ""
        head = f":i{link.head}:n" if link.head is not None else ""
        lines.append(f"{link.source}{tail} -> {link.target}{head} [id=w{index}{more}]")
    lines += [f"{upper} -> {lower} [style=invis, weight=0]" for upper, lower in task.columns]
    return "\n".join([*lines, "}"]) + "\n"


def _cells(node: Node) -> str:
    """A table of empty cells where the node has ports: Graphviz leads wires to cells, not to any point of a border."""
    if not (node.above or node.below):
        return ""
    middle = f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{node.width:.0f}" HEIGHT="{node.height - 8:.0f}"></TD></TR>'
    rows = f"{_row(node, node.above, 'i')}{middle}{_row(node, node.below, 'o')}"
    table = (
        f'<TABLE {_PLAIN} FIXEDSIZE="TRUE" WIDTH="{node.width:.0f}" HEIGHT="{node.height:.0f}">{rows}</TABLE>'
    )
    return f", margin=0, label=<{table}>"


_PLAIN = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'


def _row(node: Node, offsets: Sequence[float], letter: str) -> str:
    size = 'FIXEDSIZE="TRUE" HEIGHT="4" WIDTH='
    cells, x = "", -node.width / 2
    for number, offset in enumerate(offsets):
        cells += f'<TD {size}"{offset - 4 - x:.0f}"></TD><TD {size}"8" PORT="{letter}{number}"></TD>'
        x = offset + 4
    cells += f'<TD {size}"{node.width / 2 - x:.0f}"></TD>'
    around = f'<TD FIXEDSIZE="TRUE" WIDTH="{node.width:.0f}" HEIGHT="4">'
    return f"<TR>{around}<TABLE {_PLAIN}><TR>{cells}</TR></TABLE></TD></TR>"


def _clusters(outer: str | None, inside: Mapping[str | None, list[str]], task: Task) -> list[str]:
    lines = list(inside.get(outer, ()))
    for name in sorted(frame for frame, parent in task.frames.items() if parent == outer):
        # An empty table makes room for the title without asking for a font.
        size = f'FIXEDSIZE="TRUE" WIDTH="{task.titles[name]:.0f}" HEIGHT="16"'
        label = f'<<TABLE {size} BORDER="0"><TR><TD></TD></TR></TABLE>>'
        lines.append(f"subgraph cluster_{name} {{ graph [margin=12, label={label}, labeljust=l]")
        lines += [*_clusters(name, inside, task), "}"]
    return lines


def _parsed(answer: Mapping[str, Any], links: Sequence[Link]) -> Layout:
    left, bottom, right, top = _box(answer["bb"])

    def place(text: str) -> Point:
        x, y = (float(part) for part in text.split(","))
        return (round(x - left, 1), round(top - y, 1))

    nodes: dict[str, Point] = {}
    frames: dict[str, tuple[float, float, float, float]] = {}
    for entry in answer.get("objects", ()):
        if "pos" in entry:
            nodes[entry["name"]] = place(entry["pos"])
        elif "bb" in entry:
            x0, y0, x1, y1 = _box(entry["bb"])
            corners = (x0 - left, top - y1, x1 - left, top - y0)
            frames[entry["name"].removeprefix("cluster_")] = corners
    found = {entry["id"]: _route(entry["pos"], place) for entry in answer.get("edges", ()) if "id" in entry}
    return Layout(
        right - left, top - bottom, nodes, [found[f"w{index}"] for index in range(len(links))], frames
    )


def _box(text: str) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(part) for part in text.split(","))
    return left, bottom, right, top


def _route(text: str, place: Callable[[str], Point]) -> Route:
    start = end = None
    points = []
    for part in text.split():
        if part.startswith("s,"):
            start = place(part[2:])
        elif part.startswith("e,"):
            end = place(part[2:])
        else:
            points.append(place(part))
    return Route(tuple(points), start, end)
