"""What the page's script needs to know, small enough for tens of thousands of variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from graphdoctor.report.figure import Figure
from graphdoctor.report.inside import pictures, told
from graphdoctor.report.renderer import Report
from graphdoctor.report.words import clean, place, shown_verdict

Json = Mapping[str, Any]
STEPS = 24  # of a path; what is left out of its middle is counted

VERDICTS = {
    "connected": "learns",
    "zero": "gradient always zero",
    "disconnected": "no gradient",
    "untrained": "never trained",
    "undecided": "undecided",
    "frozen": "frozen",
}


class Interned:
    """Values in a list, each once; many variables share places and the end of their path."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._index: dict[Any, int] = {}

    def add(self, value: Any) -> int:
        """The index of the value, which is hashable."""
        if value not in self._index:
            self._index[value] = len(self.values)
            self.values.append(value)
        return self._index[value]


def page_data(report: Report, made: Figure) -> dict[str, Any]:
    """Tables of rows: variables [name, layer, type, shape, dtype, verdict, cause, finding, expression, place,
    kind of witness, steps, verdicts by loss, first step of the path], steps [op, type, place, note], path steps [type,
    layer, place, next step], places [file:line, code]."""
    places, steps, losses = Interned(), Interned(), Interned()
    variables = [_variable(entry, places, steps, losses) for entry in report["variables"]]
    index = {entry["name"]: number for number, entry in enumerate(report["variables"])}
    boxes = _boxes(report, made, index, places)
    return {
        "variables": variables,
        "verdicts": VERDICTS,
        "boxes": boxes,
        "insides": _insides(report, boxes),
        "paths": _paths(report, places),
        "wires": [[wire.source, wire.target, wire.kind] for wire in made.drawing.wires],
        "findings": {
            entry["id"]: {
                "variables": [index[name] for name in entry["variables"] if name in index],
                "boxes": [box.id for box in made.drawing.boxes if entry["id"] in box.findings],
            }
            for entry in report["findings"]
        },
        "steps": steps.values,
        "byLoss": losses.values,
        "losses": {entry["id"]: _loss(entry) for entry in report["losses"]},
        "places": places.values,
    }


def _loss(entry: Json) -> str:
    where = f" ({place(entry['location'])})" if entry.get("location") else ""
    return clean(entry["id"], 60) + where


def _variable(entry: Json, places: Interned, steps: Interned, losses: Interned) -> list[Any]:
    shape = entry.get("shape")
    witness = entry.get("witness") or {}
    return [
        clean(entry["name"], 400),
        clean(entry.get("layer") or "", 200),
        clean(entry.get("layer_type") or "", 80),
        "(" + ", ".join("?" if size is None else str(size) for size in shape) + ")"
        if shape is not None
        else "?",
        entry["dtype"],
        shown_verdict(entry),
        entry.get("cause") or "",
        entry.get("finding") or "",
        clean(entry.get("expression") or "", 200),
        _place(entry.get("created_at"), places),
        witness.get("kind", ""),
        [steps.add(step) for step in _steps(witness.get("steps") or (), places)],
        losses.add(tuple(sorted((entry.get("by_loss") or {}).items()))),
        -1 if entry.get("path") is None else entry["path"],
    ]


def _paths(report: Report, places: Interned) -> dict[str, Any]:
    found = report.get("paths") or {"steps": [], "types": [], "layers": [], "places": []}
    numbers = [_place(location, places) for location in found["places"]]
    return {
        "types": [clean(name, 60) for name in found["types"]],
        "layers": [clean(name, 100) for name in found["layers"]],
        "steps": [
            [kind, layer, numbers[spot] if 0 <= spot < len(numbers) else -1, following]
            for kind, layer, spot, following in found["steps"]
        ],
    }


def _insides(report: Report, boxes: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """By number: the ops as lines, and for the first ones a picture; a box that is drawn by itself comes first."""
    insides = (report.get("drawing") or {}).get("insides") or []
    shown = sorted(boxes.values(), key=lambda box: box["count"])
    wanted = [member[4] for box in shown for member in box["members"] if member[4] >= 0]
    drawn = pictures(insides, wanted)
    return {
        number: {
            "ops": [told(op) for op in insides[number]["ops"]],
            "parts": any(op.get("part") for op in insides[number]["ops"]),
            "left": insides[number].get("left_out") or 0,
            "picture": drawn.get(number),
        }
        for number in dict.fromkeys(wanted)
        if number < len(insides)
    }


def _steps(steps: Sequence[Json], places: Interned) -> list[tuple[str, str, int, str]]:
    shown = [
        (
            clean(step["op"], 200),
            clean(step["type"], 60),
            _place(step.get("location"), places),
            clean(step.get("note") or "", 200),
        )
        for step in steps
    ]
    if len(shown) <= STEPS:
        return shown
    left = len(shown) - STEPS
    return [*shown[: STEPS // 2], (f"… {left:,} more ops …", "", -1, ""), *shown[-STEPS // 2 :]]


def _place(location: Json | None, places: Interned) -> int:
    if not location:
        return -1
    return places.add((place(location), clean(location.get("code") or "", 200)))


def _boxes(report: Report, made: Figure, index: Mapping[str, int], places: Interned) -> dict[str, Any]:
    known = {box["id"]: box for box in (report.get("drawing") or {}).get("boxes", ())}
    drawn = {key for box in made.drawing.boxes for key in box.members}
    held: dict[str, list[Json]] = {}
    for key, entry in known.items():
        if key not in drawn and entry.get("parent") in drawn:
            held.setdefault(entry["parent"], []).append(entry)
    found = {}
    for box in made.drawing.boxes:
        members = [known[key] for key in box.members if key in known]
        found[box.id] = {
            "title": box.title or "thrown away",
            "lines": [line.text for line in box.captions],
            "findings": list(box.findings),
            "ops": sum(member.get("ops") or 0 for member in members),
            "variables": [
                index[name] for member in members for name in member.get("variables") or () if name in index
            ],
            "inside": [_member(entry, places) for key in box.members for entry in held.get(key, ())][:200],
            "members": [_member(member, places) for member in members[:200]],
            "count": len(box.members),
        }
    return found


def _member(box: Json, places: Interned) -> list[Any]:
    return [
        clean(box["label"], 100),
        clean(box["type"], 60),
        clean(box.get("shape") or "", 80),
        _place(box.get("location"), places),
        -1 if box.get("inside") is None else box["inside"],
    ]


def verdict_bar(report: Report) -> list[tuple[str, str, int]]:
    """(verdict, in words, how many variables) for each verdict that occurs."""
    counted = Counter(shown_verdict(entry) for entry in report["variables"])
    return [(verdict, words, counted[verdict]) for verdict, words in VERDICTS.items() if counted[verdict]]
