"""The states of recurrent layers in the drawing: ports at the edge of a box, and what they start from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphdoctor.report.captions import Caption
from graphdoctor.report.unit import Unit
from graphdoctor.report.words import clean

Json = Mapping[str, Any]
MOST = 6  # recurrent layers that are drawn with what their states start from; others only say so


@dataclass(frozen=True, slots=True)
class Ports:
    """The states that go into a box (at its top) and that others take from it (at its bottom)."""

    taken: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


NONE = Ports()


def ports_of(units: Sequence[Unit], edges: Iterable[Json], states: Mapping[str, Json]) -> dict[str, Ports]:
    """The ports of the boxes that have any, by the report's id."""
    taken: dict[str, dict[str, None]] = {}
    given: dict[str, dict[str, None]] = {}
    alone = {unit.members[0]["id"]: unit.members[0]["label"] for unit in units if len(unit.members) == 1}
    for key, label in alone.items():
        if label in states:
            taken[key] = {clean(state["name"], 12): None for state in states[label]["states"][:4]}
    for edge in sorted(edges, key=_state_order):
        if edge.get("target_state") and edge["target"] in alone:
            taken.setdefault(edge["target"], {})[clean(edge["target_state"], 12)] = None
        if edge.get("source_state") and edge["source"] in alone:
            given.setdefault(edge["source"], {})[clean(edge["source_state"], 12)] = None
    keys = sorted({*taken, *given})
    return {key: Ports(tuple(taken.get(key, ())), tuple(given.get(key, ()))) for key in keys}


def _state_order(edge: Json) -> tuple[bool, str]:
    """An LSTM's h stands before its c."""
    name = edge.get("source_state") or edge.get("target_state") or ""
    return name.endswith("c"), name


def numbers(edge: Json, ports: Mapping[str, Ports]) -> tuple[int | None, int | None]:
    """Which of its ends' ports an edge joins, counted from 0."""
    given = ports.get(edge["source"], NONE).given
    taken = ports.get(edge["target"], NONE).taken
    return _number(edge.get("source_state"), given), _number(edge.get("target_state"), taken)


def _number(name: str | None, names: tuple[str, ...]) -> int | None:
    short = clean(name, 12) if name else None
    return names.index(short) if short in names else None


@dataclass(frozen=True, slots=True)
class Start:
    """What some of a box's states start from, where no other box makes it: ``zeros``, ``a constant``, …"""

    words: str
    ports: tuple[int, ...]
    wrong: bool


_WORDS = {
    "zeros": "zeros",
    "previous": "its own last state",
    "stopped": "a stopped gradient",
    "constant": "a constant",
    "variable": "a variable",
    "input": "an input",
}


def starts(entry: Json, ports: Ports, reached: Iterable[int | None]) -> list[Start]:
    """What a recurrent layer's states start from, but for those that a wire reaches."""
    by_source: dict[str, list[int]] = {}
    for state in entry["states"]:
        number = _number(state["name"], ports.taken)
        if number is not None and number not in reached and state["source"] in _WORDS:
            by_source.setdefault(_WORDS[state["source"]], []).append(number)
    wrong = entry.get("severity") == "error"
    return [Start(words, tuple(numbers), wrong) for words, numbers in by_source.items()]


def untold(entry: Json, ports: Ports, reached: Collection[int | None] | None) -> tuple[Caption, ...]:
    """In words where the states come from that no wire and no start tells of: ``state h, c ← zeros``. reached: the
    ports that wires reach; None where nothing is drawn of the states."""
    tone = "alert" if entry.get("severity") == "error" else "quiet"
    by_source: dict[str, list[str]] = {}
    for state in entry["states"]:
        drawn = reached is not None and (
            state["source"] in _WORDS or _number(state["name"], ports.taken) in reached
        )
        if not drawn:
            by_source.setdefault(_source(state), []).append(clean(state["name"], 12))
    return tuple(Caption(f"state {', '.join(names)} ← {source}", tone) for source, names in by_source.items())


def _source(state: Json) -> str:
    if state["source"] == "layer" and state.get("layer"):
        return clean(state["layer"], 28)
    return _WORDS.get(state["source"], str(state["source"]))
