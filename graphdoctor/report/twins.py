"""Boxes side by side that are alike: experts, heads, branches, layers that were never called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphdoctor.report.unit import Unit

Json = Mapping[str, Any]
FEWEST = 5  # side by side that are worth joining
Ends = frozenset[tuple[int, str]]


@dataclass(slots=True)
class _Around:
    """What a unit is joined to, as (index of the other unit, kind of edge)."""

    before: set[tuple[int, str]] = field(default_factory=set)
    after: set[tuple[int, str]] = field(default_factory=set)


def join_twins(units: list[Unit], edges: Iterable[Json], alone: Collection[str], strict: bool) -> list[Unit]:
    """Joins units that are made alike and feed the same others, if they are fed by the same (strict) or each by
    units that feed nothing else. Two such units are never on one path, so the order stays topological."""
    around = _around(units, edges)

    def fed(index: int) -> Hashable:
        before = around[index].before
        private = all(len(around[other].after) == 1 for other, _ in before)
        return "private" if private and not strict and before else frozenset(before)

    groups: dict[Hashable, list[int]] = {}
    for index, unit in enumerate(units):
        apart = index if _single(unit, alone) else None
        key = (
            unit.made,
            unit.parent,
            unit.rank,
            unit.marks,
            frozenset(around[index].after),
            fed(index),
            apart,
        )
        groups.setdefault(key, []).append(index)
    gone: set[int] = set()
    for found in groups.values():
        if len(found) >= FEWEST:
            # The last one's place: whatever feeds any of them comes before it.
            *others, last = found
            units[last] = _joined([units[index] for index in found])
            gone.update(others)
    return [unit for index, unit in enumerate(units) if index not in gone]


def until_stable(units: list[Unit], join: Callable[[list[Unit]], list[Unit]]) -> list[Unit]:
    """Joins again as long as that finds something: joined branches make their inputs twins."""
    while len(joined := join(list(units))) < len(units):
        units = joined
    return units


def _joined(units: list[Unit]) -> Unit:
    first = units[0]
    found = Unit(list(first.members), first.around, first.rank, first.name)
    for other in units[1:]:
        found.absorb(other)
    found.times = sum(unit.times for unit in units)
    return found


def _single(unit: Unit, alone: Collection[str]) -> bool:
    return unit.kind == "loss" or any(box["id"] in alone for box in unit.members)


def _around(units: list[Unit], edges: Iterable[Json]) -> list[_Around]:
    owner = {box["id"]: index for index, unit in enumerate(units) for box in unit.members}
    found = [_Around() for _ in units]
    for edge in edges:
        source, target = owner[edge["source"]], owner[edge["target"]]
        if source != target:
            found[source].after.add((target, edge["kind"]))
            found[target].before.add((source, edge["kind"]))
    return found
