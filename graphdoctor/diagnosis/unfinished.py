"""The drawing of a step that was never finished: the script failed while it was traced.

Nothing is judged in it. It shows the layers and variables that were reached, the place of the failure, and what the
failing line was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.boxes import Box, Key
from graphdoctor.diagnosis.drawing import Drawer
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.states import state_name
from graphdoctor.diagnosis.wires import Wires
from graphdoctor.graph.model import OP, Ref, Variable
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class Crash:
    """Why a script failed, and where (as in the report). calls: the layer calls that were running, innermost first;
    reads: the tensors that the failing line names."""

    message: str
    location: Mapping[str, Any] | None
    finding: str | None
    calls: tuple[int, ...] = ()
    reads: tuple[Ref, ...] = ()

    def is_at(self, where: Location | None) -> bool:
        """Whether it stands on that line."""
        here = self.location
        return (
            here is not None
            and where is not None
            and (here["file"], here["line"], here.get("cell")) == (where.file, where.line, where.cell)
        )


class UnfinishedDrawer(Drawer):
    """Puts the boxes and wires of an unfinished step together."""

    def __init__(self, judged: Judged, evidence: Evidence, crash: Crash) -> None:
        self.crash = crash
        super().__init__(Blamer(judged, evidence), [])
        self.live.clear()
        self.placer.live.clear()
        self.placer.cuts.update(op for op, _ in crash.reads if self.step.inputs[op])

    def _interesting(self) -> list[int]:
        step, learned = self.step, self.placer.learned
        wanted = {op for op, _ in self.crash.reads} | learned
        return [
            op
            for op in range(len(step))
            if step.roles[op] == OP and (op in wanted or step.layer_call[op] >= 0)
        ]

    def _opened(self, cuts: set[int]) -> set[int]:  # noqa: ARG002
        """The layer in whose own code a line failed is drawn line by line."""
        rnns = {call.key for call in self.evidence.recurrent_calls()}
        call = next(iter(self.crash.calls), None)
        opened = (
            call is not None and call not in rnns and not self.crash.is_at(self.evidence.locate_call(call))
        )
        return {call} if opened and call is not None else set()

    def _held(self) -> list[Variable]:
        return [variable for variable in super()._held() if variable.index in self.judged.var_op]

    def _status(self, box: Box) -> str:
        return "crashed" if box.message is not None else "none"

    # -- the place of the failure --------------------------------------------------------------------------------------

    def _hold_variables(self) -> None:
        call = self.placer.shown_call(self.crash.calls[0]) if self.crash.calls else -1
        if call < 0 or call in self.placer.open_calls:
            self.failed = self._failed_line(call)
        else:
            self.failed = self._failed_layer(call)
        self.boxes[self.failed].message = self.crash.message
        self.boxes[self.failed].finding = self.crash.finding
        super()._hold_variables()

    def _collect(self, wires: Wires, shown: list[int]) -> None:
        super()._collect(wires, shown)
        if self.boxes[self.failed].kind == "crash":
            for ref in (*self.crash.reads, *self._loose_results()):
                wires.give(ref, self.failed, "crash", self.crash.finding)
        else:
            self._give_inputs(wires, self.placer.shown_call(self.crash.calls[0]), self.failed)

    def _loose_results(self) -> list[Ref]:
        """What layers made for the failing line, and nothing has taken yet."""
        results = [ref for call in self.step.calls for ref in call.outputs if self._is_loose(ref[0])]
        return [ref for ref in results if self.crash.is_at(self.evidence.locate(ref[0]))]

    def _is_loose(self, op: int) -> bool:
        return not self.step.consumers[op]

    def _failed_line(self, call: int) -> Key:
        """A box for the user's line; `call`: the layer call in whose code it stands, -1 for none."""
        where = self.crash.location or {}
        outer = ("layer", self.step.calls[call].layer_key) if call >= 0 else None
        box = Box(("crash",), str(where.get("code") or "the failing line"), "crash", "", len(self.boxes))
        box.parent = outer if outer in self.boxes else None
        box.location = _location(where) if where else None
        self.boxes[box.key] = box
        for op in self._reads_for(where):
            self.box_of[op] = box.key
        return box.key

    def _reads_for(self, where: Mapping[str, Any]) -> list[int]:
        """The variables' values that were read for the failing line, and nothing has taken yet."""
        step = self.step
        reads = (op for op in range(len(step)) if step.types[op] == "ReadVariableOp" and self._is_loose(op))
        return [op for op in reads if where and self.crash.is_at(self.evidence.locate(op))]

    def _failed_layer(self, call: int) -> Key:
        """The box of the layer whose call failed, which may not have made any op yet."""
        record = self.step.calls[call]
        key: Key = ("layer", record.layer_key)
        if key not in self.boxes:
            self.placer.add_layer(key, record.name, record.type, self.evidence.locate_call(call))
            parent = self.placer.shown_call(record.parent) if record.parent is not None else -1
            outer = ("layer", self.step.calls[parent].layer_key) if parent >= 0 else None
            self.boxes[key].parent = outer if outer in self.boxes else None
        self.boxes[key].shape = None
        return key

    def _give_inputs(self, wires: Wires, call: int, key: Key) -> None:
        """What the layer was given: where a recurrent layer's states do not fit, these are what is wrong."""
        rnns = (*self.evidence.recurrent_calls(), *self.evidence.cell_calls())
        recurrent = next((r for r in rnns if r.key == call), None)
        states = set(recurrent.initial or ()) if recurrent is not None else set()
        finding = self.crash.finding
        for ref in self.step.calls[call].inputs:
            if ref[0] not in states:
                wires.give(ref, key, "data" if states else "crash", None if states else finding)
        if recurrent is not None:
            for number, op in enumerate(recurrent.initial or ()):
                taken = state_name(recurrent, number) if number < len(recurrent.names) else None
                wires.give((op, 0), key, "crash", finding, taken)


def _location(where: Mapping[str, Any]) -> Location:
    return Location(where["file"], where["line"], where["code"], cell=where.get("cell"))
