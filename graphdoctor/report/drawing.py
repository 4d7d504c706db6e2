"""The drawing as a value: what is shown, folded and highlighted, in which order. `dot`, `svg` and the page only
spell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphdoctor.report.captions import Caption, captions, flags, title, tooltip
from graphdoctor.report.choosing import focused, ranks
from graphdoctor.report.folding import Graph, fold
from graphdoctor.report.frames import Frame, frames
from graphdoctor.report.ports import MOST, NONE, Ports, numbers, ports_of, starts, untold
from graphdoctor.report.renderer import RenderOptions, Report
from graphdoctor.report.selection import active
from graphdoctor.report.unit import Unit
from graphdoctor.report.words import (
    checked_sentence,
    clean,
    headline,
    near_place,
    place,
    shorten,
    verdict_sentence,
)

Json = Mapping[str, Any]
LIMIT = 40  # boxes; findings' surroundings come on top of what can be folded
FOCUS_LIMIT = 24
CODE = 52  # characters of a line on a wire


@dataclass(frozen=True, slots=True)
class Box:
    """A box: `shape` says how to draw it (``layer``, ``op``, ``input``, ``loss``, ``fold``, ``start``, ``end``),
    `status` in which style. `members` are the ids of the report's boxes that it stands for. Its texts are clean and
    short."""

    id: str
    shape: str
    status: str
    title: str
    captions: tuple[Caption, ...]
    tooltip: str
    frame: str | None
    on_path: bool
    findings: tuple[str, ...]
    members: tuple[str, ...]
    ports: Ports = NONE


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection in the direction of the data. kind: ``data``, ``gradient``, ``cut``, ``proposed``, ``end`` (to
    where the data ends unused). states: the numbers of the ports that it joins, pair by pair."""

    source: str
    target: str
    kind: str
    label: tuple[Caption, ...]
    tooltip: str
    finding: str | None
    states: tuple[tuple[int | None, int | None], ...] = ((None, None),)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn. headlines: the findings, worst first, each with its place and help. hidden: how many of
    the report's boxes are folded away."""

    title: str
    headlines: tuple[tuple[Caption, ...], ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    frames: tuple[Frame, ...]
    hidden: int


def draw(report: Report, options: RenderOptions | None = None, limit: int | None = None) -> Drawing:
    """The drawing of a report. `limit`: boxes to show at most (about); a layout that takes too long asks again
    with less. Raises UserError (``no-such-name``) where the focus names nothing."""
    wishes = options or RenderOptions()
    source = report.get("drawing") or _without_graph(report)
    graph = Graph(source["boxes"], source["edges"], open_all=wishes.full or wishes.focus is not None)
    focus = focused(graph, wishes.focus)
    most = limit or (len(graph.boxes) + 1 if wishes.full else FOCUS_LIMIT if focus else LIMIT)
    alone = focus or (set(graph.boxes) if wishes.full else ())
    units = fold(graph, ranks(graph, focus), max(most, 2), wishes.depth, alone)
    return _Spelling(report, graph, units).drawing()


class _Spelling:
    """Turns the units into what is drawn."""

    def __init__(self, report: Report, graph: Graph, units: list[Unit]) -> None:
        self.report, self.graph, self.units = report, graph, units
        self.findings = {entry["id"]: entry for entry in report["findings"]}
        self.variables = {entry["name"]: entry for entry in report["variables"]}
        self.states = {entry["layer"]: entry for entry in report.get("states") or ()}
        self.frames = frames(graph, units)
        self.ports = ports_of(units, graph.edges, self.states)
        recurrent = sum(any(box["label"] in self.states for box in unit.members) for unit in units)
        self.few_states = recurrent <= MOST

    def drawing(self) -> Drawing:
        cut = {edge["finding"] for edge in self.graph.edges if edge["kind"] == "cut" and edge.get("finding")}
        said = flags(self.graph.leaves, self.findings, cut)
        owner = {box["id"]: f"b{index}" for index, unit in enumerate(self.units) for box in unit.members}
        wires = _wires(self.graph, owner, self.findings, self.ports)
        boxes: list[Box] = []
        for index, unit in enumerate(self.units):
            notes = tuple(dict.fromkeys(line for box in unit.members for line in said.get(box["id"], ())))[:3]
            boxes += self._boxes(index, unit, notes, wires)
        return Drawing(
            clean(verdict_sentence(self.report)),
            tuple(_headline(entry) for entry in active(self.report)[:4]),
            tuple(boxes),
            tuple(wires),
            tuple(dict.fromkeys(self.frames.values())),
            sum(len(unit.members) - 1 for unit in self.units),
        )

    def _boxes(self, index: int, unit: Unit, notes: tuple[Caption, ...], wires: list[Wire]) -> list[Box]:
        """The unit's box; and where its result goes nowhere, a second one that says so."""
        box, begun = self._started(self._box(f"b{index}", unit), unit, wires)
        # Without a graph nobody knows where a result goes.
        if not (notes and self.report.get("drawing") and _goes_nowhere(box, wires)):
            return [*begun, replace(box, captions=box.captions + notes)]
        end = Box(f"e{index}", "end", "none", "", notes, "", box.frame, False, box.findings, ())
        wires.append(Wire(box.id, end.id, "end", (), "computed and never used", box.findings[0]))
        return [*begun, box, end]

    def _started(self, box: Box, unit: Unit, wires: list[Wire]) -> tuple[Box, list[Box]]:
        """The box with its ports, and small boxes for what its states start from."""
        member = unit.members[0]
        ports = self.ports.get(member["id"], NONE) if len(unit.members) == 1 else NONE
        entry = self.states.get(member["label"])
        reached = {
            pair[1]
            for wire in wires
            if wire.target == box.id and wire.kind != "proposed"
            for pair in wire.states
        }
        drawn = ports.taken and entry is not None and self.few_states
        told = (
            untold(entry, ports, reached if drawn else None)
            if entry is not None and len(unit.members) == 1
            else ()
        )
        cut = 1 if box.captions and box.captions[0].tone == "quiet" else 0
        box = replace(box, ports=ports, captions=(*box.captions[:cut], *told, *box.captions[cut:]))
        if not drawn or entry is None:
            return box, []
        begun = []
        for number, start in enumerate(starts(entry, ports, reached)):
            tone = "alert" if start.wrong else "quiet"
            key = f"s{box.id[1:]}x{number}"
            begun.append(
                Box(key, "start", "none", "", (Caption(start.words, tone),), "", box.frame, False, (), ())
            )
            pairs = tuple((None, port) for port in start.ports)
            wires.append(Wire(key, box.id, "data", (), "the initial state", None, pairs))
        return box, begun

    def _box(self, key: str, unit: Unit) -> Box:
        frame = self.frames.get(unit.parent or "")
        return Box(
            key,
            "fold"
            if len(unit.members) > 1
            else unit.kind
            if unit.kind in ("input", "loss", "op")
            else "layer",
            unit.status,
            title(unit),
            captions(unit, self.variables),
            tooltip(unit),
            frame.id if frame else None,
            any(box.get("on_gradient_path") for box in unit.members),
            tuple(
                dict.fromkeys(box["finding"] for box in unit.members if box.get("finding") in self.findings)
            ),
            tuple(box["id"] for box in unit.members),
        )


def _goes_nowhere(box: Box, wires: Sequence[Wire]) -> bool:
    leaving = any(wire.source == box.id and wire.kind != "proposed" for wire in wires)
    # What nothing flows into was never called: there is no result to throw away.
    called = any(wire.target == box.id for wire in wires)
    lost = box.status in ("unreachable", "mixed") and bool(box.findings)
    return box.shape != "loss" and lost and called and not leaving


def _wires(
    graph: Graph, owner: Mapping[str, str], findings: Mapping[str, Json], ports: Mapping[str, Ports]
) -> list[Wire]:
    found: dict[tuple[object, ...], Wire] = {}
    for edge in graph.edges:
        source, target = owner[edge["source"]], owner[edge["target"]]
        kind, finding = edge["kind"], findings.get(edge.get("finding") or "")
        if source == target:
            continue
        plain = kind in ("data", "gradient")
        pair = numbers(edge, ports)
        # A label is shown once, however many states its wire carries.
        key = (source, target, pair) if plain else (source, target, kind, edge.get("finding"))
        known = found.get(key)
        if known is not None and not plain:
            states = tuple(dict.fromkeys((*known.states, pair)))
            found[key] = replace(known, states=states)
        elif known is None or (known.kind == "data" and kind == "gradient"):
            label = () if plain else _wire_label(edge, finding)
            found[key] = Wire(
                source, target, kind, label, clean(edge.get("label") or "", 200), edge.get("finding"), (pair,)
            )
    return list(found.values())


def _wire_label(edge: Json, finding: Json | None) -> tuple[Caption, ...]:
    text = clean(edge.get("label") or "")
    if edge["kind"] == "cut":
        lines = [Caption(shorten(text or (finding or {}).get("cause", "cut"), CODE), "alert")]
        if finding:
            lines.append(Caption(f"the gradient stops here · {near_place(finding['location'])}", "alert"))
        return tuple(lines)
    if edge["kind"] == "crash":
        return (Caption(shorten(text, CODE), "alert"),) if text else ()
    code = text or clean((finding or {}).get("suggestion") or "")
    lines = [Caption(shorten(code, CODE), "code")] if code else []
    checked = checked_sentence(finding) if finding else ""
    return (*lines, Caption(checked, "fix")) if checked else tuple(lines)


def _headline(finding: Json) -> tuple[Caption, ...]:
    head = f"{finding['severity']}[{clean(finding['cause'])}] {headline(finding)}"
    lines = [
        Caption(
            f"{head} · {place(finding['location'])}", "alert" if finding["severity"] != "info" else "quiet"
        )
    ]
    help_text = clean(finding.get("suggestion") or finding.get("help") or "", 160)
    if help_text:
        checked = checked_sentence(finding)
        lines.append(Caption(f"help: {help_text}" + (f"   {checked}" if checked else ""), "fix"))
    return tuple(lines)


def _without_graph(report: Report) -> dict[str, Any]:
    """Boxes without wires, one for each layer: for a report that came before there was a graph to draw."""
    by_layer: dict[str, list[Json]] = {}
    for entry in report["variables"]:
        by_layer.setdefault(entry.get("layer") or entry["name"], []).append(entry)
    boxes = []
    for order, (layer, owned) in enumerate(by_layer.items()):
        good = {"connected": "learns", "frozen": "frozen"}
        found = {good.get(entry["verdict"], "unreachable") for entry in owned}
        boxes.append({
            "id": layer, "label": layer, "kind": "layer", "type": owned[0].get("layer_type") or "", "order": order,
            "variables": [entry["name"] for entry in owned], "location": owned[0].get("created_at"),
            "status": found.pop() if len(found) == 1 else "mixed", "on_gradient_path": False, "ops": 0,
            "finding": next((entry["finding"] for entry in owned if entry.get("finding")), None),
        })  # fmt: skip
    return {"boxes": boxes, "edges": []}
