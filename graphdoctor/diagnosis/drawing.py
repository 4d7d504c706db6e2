"""The layer-level drawing of a step, as a value: boxes and wires that the renderers fold and spell.

A box is a layer, or a line of the user's own ops; variables sit in the box that reads them. A wire is `gradient` where
the loss's gradient comes back along it, `cut` where it stops, else `data`.
"""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, FROZEN, Judged
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.boxes import LINES, PLUMBING, Box, Key, Placer, spelled
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.insides import Insides
from graphdoctor.diagnosis.merging import afterwards, twins
from graphdoctor.diagnosis.wires import Ends, Wire, Wires
from graphdoctor.graph.model import OP, Variable


class Drawer:
    """Puts the boxes and wires of one judged step together."""

    def __init__(
        self,
        blamer: Blamer,
        findings: list[tuple[str, Blame, list[int]]],
        proposed: dict[str, str] | None = None,
    ) -> None:
        self.proposed = proposed or {}
        self.judged = blamer.judged
        self.step = blamer.step
        self.evidence = blamer.evidence
        self.finder = blamer.finder
        self.findings = findings
        self.live = {op for reach in self.judged.reach.values() for op in reach.live}
        cuts = {
            blame.cut.op for _, blame, _ in findings if blame.cut is not None and blame.cut.op is not None
        }
        learned = self.finder.flow(self.judged.var_op.values())
        self.placer = Placer(self.step, self.evidence, self.live, learned, cuts, self._opened(cuts))
        self.boxes = self.placer.boxes
        self.box_of = self.placer.box_of

    def draw(self) -> dict[str, Any]:
        """The drawing as the report has it."""
        shown = self._interesting()
        self.placer.place(shown)
        self._shape_layers()
        self._hold_variables()
        wires = self._wires(shown)
        self._mark_findings()
        for key in afterwards(self.boxes, wires):
            del self.boxes[key]
        wires = {
            ends: wire for ends, wire in wires.items() if ends[0] in self.boxes and ends[1] in self.boxes
        }
        names = {key: f"b{n}" for n, key in enumerate(sorted(self.boxes, key=lambda k: self.boxes[k].order))}
        insides = Insides(self.step, self.live, self.box_of, self.evidence.recurrent_calls())
        for key in names:
            if self.boxes[key].ops:
                self.boxes[key].inside = insides.add(self.boxes[key])
        return {
            "boxes": [self._box(self.boxes[key], names) for key in names],
            "insides": insides.kinds,
            "edges": [
                _edge(ends, wire, names)
                for ends, wire in sorted(wires.items(), key=lambda found: _by_order(found[0], self.boxes))
            ],
        }

    # -- which ops -----------------------------------------------------------------------------------------------------

    def _interesting(self) -> list[int]:
        """The ops that the losses are made of, and what is made of variables that do not train."""
        wanted = set(self.finder.needed)
        for _, blame, variables in self.findings:
            starts = [op for v in variables if (op := self.judged.var_op.get(v)) is not None]
            wanted.update(self.finder.flow(starts))
            if blame.cut is not None and blame.cut.op is not None:
                wanted.add(blame.cut.op)
        return sorted(op for op in wanted if self.step.roles[op] == OP)

    def _opened(self, cuts: set[int]) -> set[int]:
        """The layer calls whose own lines are drawn because the gradient is cut at one of them."""
        found = set()
        rnns = {call.key for call in self.evidence.recurrent_calls()}
        for op in cuts:
            call = self.step.layer_call[op]
            if call < 0 or call in rnns:
                continue
            where, called = self.evidence.locate(op), self.evidence.locate_call(call)
            if where and called and (where.file, where.line) != (called.file, called.line):
                found.add(call)
        return found

    def _shape_layers(self) -> None:
        """A layer's shape is that of its result, not of its last op, which nobody may have asked for."""
        for made in self.step.calls:
            box = self.boxes.get(("layer", made.layer_key))
            if box is not None and made.outputs:
                shape = self.step.shape(made.outputs[0])
                box.shape = spelled(shape) if shape is not None else None

    # -- variables -----------------------------------------------------------------------------------------------------

    def _hold_variables(self) -> None:
        composite = {("layer", self.step.calls[call].layer_key) for call in self.placer.composite}
        for variable in self._held():
            key: Key | None = ("layer", variable.layer_key)
            if key not in self.boxes or key in composite:
                key = self._reader(variable.index)
            if key is None:
                known = variable.layer_key is not None and ("layer", variable.layer_key) not in composite
                key = ("layer", variable.layer_key) if known else ("variable", variable.index)
                if key not in self.boxes:
                    label, kind = (variable.layer or variable.name), variable.layer_type or "Variable"
                    where = self._made(variable.index) or self.evidence.created(variable.index)
                    self.placer.add_layer(key, label if known else variable.name, kind, where)
            self.boxes[key].variables.append(variable.index)

    def _held(self) -> list[Variable]:
        return [variable for variable in self.step.variables if not variable.library]

    def _made(self, variable: int) -> Any:
        return next((blame.made for _, blame, variables in self.findings if variable in variables), None)

    def _reader(self, variable: int) -> Key | None:
        """The box of the first op that uses a variable's value."""
        op = self.judged.var_op.get(variable)
        if op is None:
            return None
        for reader, _ in self.finder.flowing([op]):
            if reader in self.box_of:
                return self.box_of[reader]
        return None

    # -- findings ------------------------------------------------------------------------------------------------------

    def _mark_findings(self) -> None:
        for name, blame, variables in self.findings:
            cutting = blame.facts.get("emptied", blame.cut.op if blame.cut is not None else None)
            at = self.box_of.get(cutting) if isinstance(cutting, int) else None
            if at is None or blame.encoder is not None:
                for box in self.boxes.values():
                    if not set(variables).isdisjoint(box.variables):
                        box.finding = box.finding or name
            if at is not None:
                self.boxes[at].finding = name
            if blame.cut is not None and blame.cut.op is not None and at and self.boxes[at].kind == "op":
                self.boxes[at].type = self.step.types[blame.cut.op]
            if blame.decoder is not None:
                decoder = ("layer", blame.decoder.layer_key)
                if decoder in self.boxes:
                    self.boxes[decoder].finding = name
                    # the finding's words stand where the state comes in, be it the call of a model around the layer
                    self.boxes[decoder].location = blame.location or self.boxes[decoder].location
        for key in self._losses():
            if self.boxes[key].kind == "op":
                self.boxes[key].kind = self.boxes[key].type = "loss"

    def _losses(self) -> set[Key]:
        """The boxes that the losses come out of."""
        found = {self._behind(target) for request in self.judged.losses for target, _ in request.targets}
        return {key for key in found if key is not None}

    def _behind(self, op: int) -> Key | None:
        for _ in range(64):
            if op in self.box_of:
                return self.box_of[op]
            if not self.step.inputs[op]:
                return None
            op = self.step.inputs[op][0][0]
        return None

    # -- wires ---------------------------------------------------------------------------------------------------------

    def _wires(self, shown: list[int]) -> dict[Ends, Wire]:
        collected = Wires(self.step, self.live, self.boxes, self.box_of, self.evidence)
        self._collect(collected, shown)
        collected.add_inputs(self._losses())
        joined = twins(self.boxes, [(ends[0], ends[1]) for ends in collected.wires])
        for key, first in joined.items():
            self._absorb(first, key)
        collected.rename(joined)
        collected.stop_at([(name, blame) for name, blame, _ in self.findings])
        for name, blame, _ in self.findings:
            zeros = blame.facts.get("emptied")
            if isinstance(zeros, int) and zeros in self.box_of:  # no op of the layer reads what it is given
                for ref in self.step.calls[self.step.layer_call[zeros]].inputs:
                    collected.give(ref, self.box_of[zeros], "cut", name)
            if blame.encoder is not None and blame.decoder is not None:
                label = self.proposed.get(name, "initial_state")
                collected.propose(blame.encoder, blame.decoder, label, name)
        return collected.wires

    def _collect(self, wires: Wires, shown: list[int]) -> None:
        cuts = {(b.cut.op, b.cut.position): name for name, b, _ in self.findings if b.cut is not None}
        wires.collect(shown, cuts)

    def _absorb(self, first: Key, key: Key) -> None:
        one, two = self.boxes[first], self.boxes.pop(key)
        one.ops += two.ops
        one.variables += two.variables
        one.shape, one.live = two.shape or one.shape, one.live or two.live
        self.box_of.update(dict.fromkeys(two.ops, first))

    # -- spelling ------------------------------------------------------------------------------------------------------

    def _box(self, box: Box, names: dict[Key, str]) -> dict[str, Any]:
        return {
            "id": names[box.key],
            "label": box.label,
            "kind": box.kind,
            "type": box.type,
            "parent": names.get(box.parent) if box.parent is not None else None,
            "shape": box.shape,
            "location": box.location.to_json() if box.location is not None else None,
            "variables": [self.step.variables[v].name for v in box.variables],
            "status": self._status(box),
            "on_gradient_path": box.live,
            "ops": len(box.ops),
            "finding": box.finding,
            "order": box.order,
            "inside": box.inside,
        } | ({"message": box.message} if box.message is not None else {})

    def _status(self, box: Box) -> str:
        decided = [v for v in box.variables if v not in self.judged.undecided]
        verdicts = {self.judged.verdict[v] for v in decided} - {FROZEN}
        if not decided:
            return "none"
        if not verdicts:
            return "frozen"
        if verdicts == {CONNECTED}:
            return "learns"
        return "mixed" if CONNECTED in verdicts else "unreachable"


def _by_order(ends: Ends, boxes: dict[Key, Box]) -> tuple[int, int, str, str]:
    source, target, given, taken = ends
    return boxes[source].order, boxes[target].order, given or "", taken or ""


def files_of(judged: Judged, evidence: Evidence) -> list[str]:
    """The files that the boxes of a drawing would point to, at the price of the lines alone."""
    step = judged.step
    calls = {call.layer_key: call.index for call in reversed(step.calls)}
    live = dict.fromkeys(op for reach in judged.reach.values() for op in reach.live)
    own = [op for op in live if step.layer_call[op] < 0 and step.roles[op] == OP and step.inputs[op]]
    own = [op for op in own if step.types[op] not in PLUMBING]
    places = [evidence.locate_call(call) for call in calls.values()]
    places += [evidence.locate(op) for op in own[:LINES]]
    return sorted({place.file for place in places if place is not None})


def _edge(ends: Ends, wire: Wire, names: dict[Key, str]) -> dict[str, Any]:
    source, target, given, taken = ends
    found: dict[str, Any] = {"source": names[source], "target": names[target], "kind": wire.kind}
    ports = {"source_state": given, "target_state": taken}
    return found | {"label": wire.label, "finding": wire.finding} | {k: v for k, v in ports.items() if v}
