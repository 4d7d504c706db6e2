"""Which boxes of a large model are shown one by one, and which are shown as one.

Boxes are only ever folded along runs of one topological order: the runs of such an order never form a cycle, so
data still flows one way in what is drawn. What is near a finding is folded last.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from graphdoctor.report.twins import join_twins, until_stable
from graphdoctor.report.unit import BLOCK, Unit

Json = Mapping[str, Any]


class Graph:
    """The report's boxes and edges with what folding asks of them again and again.

    A layer that holds nothing but ops is a leaf (an LSTM, not its gates) unless something is cut in it or `open_all`.
    """

    def __init__(self, boxes: Sequence[Json], edges: Sequence[Json], open_all: bool = False) -> None:
        self.boxes = {box["id"]: box for box in boxes}
        self.parent = {
            key: box["parent"] for key, box in self.boxes.items() if box.get("parent") in self.boxes
        }
        inside = {} if open_all else self._closed(edges)
        inner = set(self.parent.values()) - set(inside.values())
        self.leaves = [box for box in boxes if box["id"] not in inner and box["id"] not in inside]
        ends = self._ends(inner)
        ends.update((key, (layer, layer)) for key, layer in inside.items())
        self.edges = [
            {**edge, "source": ends[edge["source"]][1], "target": ends[edge["target"]][0]}
            for edge in edges
            if edge["source"] in ends and edge["target"] in ends
        ]
        self.edges = [edge for edge in self.edges if edge["source"] != edge["target"]]

    def _closed(self, edges: Sequence[Json]) -> dict[str, str]:
        """For each op in a layer that is drawn closed, that layer."""
        children: dict[str, list[Json]] = {}
        for key, outer in self.parent.items():
            children.setdefault(outer, []).append(self.boxes[key])
        marked = {
            end
            for edge in edges
            if edge["kind"] in ("cut", "crash", "proposed")
            for end in (edge["source"], edge["target"])
        }
        found: dict[str, str] = {}
        for layer, held in children.items():
            told = any(box.get("finding") or box["id"] in marked or box["id"] in children for box in held)
            if self.boxes[layer]["kind"] == "layer" and not told and all(box["kind"] == "op" for box in held):
                found.update((box["id"], layer) for box in held)
        return found

    def _ends(self, inner: set[str | None]) -> dict[str, tuple[str, str]]:
        """For each box the leaves at which an edge enters and leaves it: a frame's first and last."""
        ends = {box["id"]: (box["id"], box["id"]) for box in self.leaves}
        for box in sorted(self.leaves, key=_order):
            for outer in self.ancestors(box["id"]):
                if outer in inner:
                    first, _ = ends.get(outer, (box["id"], box["id"]))
                    ends[outer] = (first, box["id"])
        return ends

    def ancestors(self, key: str) -> list[str]:
        """The boxes around it, innermost first."""
        found: list[str] = []
        outer = self.parent.get(key)
        while outer is not None and outer not in found:
            found.append(outer)
            outer = self.parent.get(outer)
        return found

    def around(self, key: str) -> tuple[str, ...]:
        """The boxes around it, outermost first."""
        return tuple(reversed(self.ancestors(key)))

    def sorted_leaves(self) -> list[Json]:
        """The leaves in a topological order that follows each branch as far as it goes."""
        following: dict[str, list[str]] = {box["id"]: [] for box in self.leaves}
        missing = dict.fromkeys(following, 0)
        for edge in self.edges:
            if edge["kind"] != "proposed":
                following[edge["source"]].append(edge["target"])
                missing[edge["target"]] += 1
        # The heap prefers what the last box has made ready (depth), then the order of the report.
        ready = [(0, _order(box), box["id"]) for box in self.leaves if not missing[box["id"]]]
        heapq.heapify(ready)
        done: dict[str, None] = {}
        while ready:
            _, _, key = heapq.heappop(ready)
            done[key] = None
            for target in following[key]:
                missing[target] -= 1
                if not missing[target]:
                    heapq.heappush(ready, (-len(done), _order(self.boxes[target]), target))
        rest = [box for box in self.leaves if box["id"] not in done]  # only a cycle leaves any
        return [self.boxes[key] for key in done] + sorted(rest, key=_order)


def _order(box: Json) -> tuple[int, str]:
    return (box.get("order") or 0, box["id"])


def fold(
    graph: Graph, ranks: Mapping[str, int], limit: int, depth: int | None = None, alone: Collection[str] = ()
) -> list[Unit]:
    """At most about `limit` units, as fine as that allows, in topological order. `ranks` as in `Unit`; `depth`
    closes all frames below that level first; the boxes in `alone` have no twins."""
    units = [
        Unit([box], graph.around(box["id"]), ranks[box["id"]], box["label"]) for box in graph.sorted_leaves()
    ]
    units = join_twins(units, graph.edges, alone, strict=True)
    if depth is not None:
        units = _close_frames(graph, units, depth, lambda _: True)
    deepest = max((len(graph.ancestors(box["id"])) for box in graph.leaves), default=0)
    steps: list[Callable[[list[Unit]], list[Unit]]] = [
        *(_closer(graph, level) for level in range(deepest - 1, -1, -1)),
        lambda found: _merge(graph, found, _same_block, connected=True),
        _repeat,
        lambda found: _merge(graph, found, lambda unit: _cold(unit, unit.parent), connected=True),
        lambda found: until_stable(found, lambda some: join_twins(some, graph.edges, alone, strict=False)),
        lambda found: _merge(graph, found, lambda unit: _cold(unit, None), connected=False),
        lambda found: _merge(graph, found, lambda unit: _alike(unit, 1), connected=False),
        lambda found: _merge(graph, found, lambda unit: _alike(unit, 0), connected=False),
        lambda found: _chunks(found, limit),
    ]
    if len(units) <= limit:
        return units
    for step in steps:
        units = step(units)
        if len(units) <= limit:
            break
    # Once anything is folded, equal blocks or branches one by one say no more than how many they are.
    return _repeat(until_stable(units, lambda found: join_twins(found, graph.edges, alone, strict=False)))


def _closer(graph: Graph, level: int) -> Callable[[list[Unit]], list[Unit]]:
    return lambda units: _close_frames(graph, units, level, lambda unit: unit.rank == 2)


def _close_frames(
    graph: Graph, units: list[Unit], level: int, may_fold: Callable[[Unit], bool]
) -> list[Unit]:
    """Folds what lies in one frame of that level (0: outermost) into one unit, where the order allows it."""

    def frame(unit: Unit) -> str | None:
        around = graph.ancestors(unit.members[0]["id"])[::-1]
        return around[level] if len(around) > level else None

    inside: dict[str, list[Unit]] = {}
    for unit in units:
        inside.setdefault(frame(unit) or "", []).append(unit)
    closed = {key for key, found in inside.items() if key and all(map(may_fold, found))}
    merged = _merge(
        graph, units, lambda unit: frame(unit) if frame(unit) in closed else None, connected=False
    )
    for unit in merged:
        key = frame(unit)
        if key in closed and len(unit.members) > 1:
            unit.name, unit.around = graph.boxes[key]["label"], graph.around(key)
    return merged


def _same_block(unit: Unit) -> Hashable:
    found = BLOCK.match(unit.name)
    return (
        (unit.parent, found.group(1))
        if found and unit.rank == 2 and unit.kind not in ("input", "loss")
        else None
    )


def _cold(unit: Unit, parent: str | None) -> Hashable:
    return (parent, unit.kind == "input") if unit.rank == 2 else None


def _alike(unit: Unit, least: int) -> Hashable:
    finding = unit.members[0].get("finding")
    return (
        (unit.status, finding, unit.kind == "input") if unit.rank >= least and unit.kind != "loss" else None
    )


def _merge(graph: Graph, units: list[Unit], key: Callable[[Unit], Hashable], connected: bool) -> list[Unit]:
    """Joins neighbours in the order that have the same key (None: never); with `connected`, only what an edge
    joins to the run before it."""
    owner: dict[str, int] = {}
    for index, unit in enumerate(units):
        owner.update((box["id"], index) for box in unit.members)
    before: dict[int, set[int]] = {}
    if connected:
        for edge in graph.edges:
            before.setdefault(owner[edge["target"]], set()).add(owner[edge["source"]])
    found: list[Unit] = []
    run: set[int] = set()
    last: Hashable = None
    for index, unit in enumerate(units):
        mine = key(unit)
        if mine is not None and mine == last and (not connected or before.get(index, set()) & run):
            found[-1].absorb(unit)
            run.add(index)
        else:
            found.append(Unit(list(unit.members), unit.around, unit.rank, unit.name, unit.times))
            run, last = {index}, mine
    return found


def _repeat(units: list[Unit]) -> list[Unit]:
    """Joins neighbouring blocks that are made alike into one, and counts them."""

    def made(unit: Unit) -> tuple[str, ...] | None:
        return unit.made if unit.rank == 2 and len(unit.members) > 1 else None

    starts = [0]
    for index, (one, two) in enumerate(pairwise(units), start=1):
        if made(one) is None or made(one) != made(two) or one.parent != two.parent:
            starts.append(index)
    found = []
    for start, stop in zip(starts, [*starts[1:], len(units)], strict=True):
        unit, times = units[start], [other.times for other in units[start:stop]]
        for other in units[start + 1 : stop]:
            unit.absorb(other)
        unit.times = sum(times)
        found.append(unit)
    return found


def _chunks(units: list[Unit], limit: int) -> list[Unit]:
    """Whatever it hides: a picture that cannot be drawn shows less than one that is too coarse."""
    size = -(-len(units) // limit)
    found = []
    for start in range(0, len(units), size):
        unit = units[start]
        for other in units[start + 1 : start + size]:
            unit.absorb(other)
        found.append(unit)
    return found
