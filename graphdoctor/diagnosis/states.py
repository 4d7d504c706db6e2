"""The state doctor: for every recurrent layer, where each of its initial states comes from."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, FROZEN
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.origins import Origin, Origins
from graphdoctor.diagnosis.wiring import takes_a_part

Row = dict[str, Any]
_RAN_TWICE = "further steps start from its own last state"


class StateDoctor:
    """Builds the state table of one judged step.

    Only what belongs to a finding is an `error`; what is merely odd is `info` and changes no exit status.
    """

    def __init__(self, blamer: Blamer, blames: list[Blame]) -> None:
        self.blamer = blamer
        self.step = blamer.step
        calls = [c for c in blamer.evidence.recurrent_calls() if c.units]
        keys = {c.key for c in calls}
        self.calls = [c for c in calls if not self._inside(c, keys)]
        self.cells = [c for c in blamer.evidence.cell_calls() if c.units]
        inner = [c for c in calls if self._inside(c, keys)]
        self.origins = Origins(blamer.judged, [*self.calls, *self.cells, *inner])
        self.lost = {
            b.decoder.layer_key: b for b in blames if b.decoder is not None and b.encoder is not None
        }
        self.rivals = {
            c.taker.layer_key: c.encoder for b in blames for c in b.candidates if c.taker is not None
        }

    def table(self) -> list[Row]:
        """One row per call of a recurrent layer; calls in a loop that start alike share theirs."""
        rows: dict[tuple[object, ...], Row] = {}
        for call in sorted([*self.calls, *self.cells], key=lambda c: c.key):
            row = self._row(call)
            place = (call.layer_key, str(row["location"]))
            first = next((r for key, r in rows.items() if key[:2] == place), None)
            if first is not None and all(s["source"] == "previous" for s in row["states"]):
                first["note"] = first["note"] or _RAN_TWICE
                continue
            rows.setdefault((*place, str(row["states"])), row)
        return list(rows.values())

    def _inside(self, call: Recurrent, keys: set[int]) -> bool:
        return not keys.isdisjoint(self.step.calls_around(call.key)[1:])

    def _row(self, call: Recurrent) -> Row:
        found = [self._origin(call, n) for n in range(len(call.units))]
        severity, note = self._opinion(call, [origin for origin, _ in found])
        where = self.blamer.evidence.locate_call(call.key)
        return {
            "layer": call.name,
            "layer_type": call.type,
            "location": where.to_json() if where is not None else None,
            "states": [_state(call, n, *found[n]) for n in range(len(found))],
            "severity": severity,
            "note": note,
        }

    def _origin(self, call: Recurrent, number: int) -> tuple[Origin, list[Origin]]:
        if call.initial is not None and number < len(call.initial):
            return self.origins.chosen(call.initial[number], call.layer_key)
        return Origin("variable" if call.stateful else "zeros"), []

    def _opinion(self, call: Recurrent, states: list[Origin]) -> tuple[str, str]:
        blame = self.lost.get(call.layer_key)
        if blame is not None and blame.encoder is not None:
            taken = takes_a_part(self.step, call, blame.encoder, blame.symbolic)
            part = "a part" if taken else "nothing"
            of = "what" if blame.encoder.projected else "the final state of"
            return "error", f"takes {part} of {of} {blame.encoder.name}{' make' * blame.encoder.projected}"
        cut = next((o for o in states if o.source == "stopped" and self._is_lost(o.layer_key)), None)
        if cut is not None:
            return (
                "error",
                f"the state of {cut.layer} comes through a stopped gradient, and {cut.layer} never trains",
            )
        return self._oddity(call, states)

    def _is_lost(self, layer_key: int | None) -> bool:
        """Whether a layer has weights that should train and do not."""
        mine = [v for v in self.step.variables if v.layer_key == layer_key]
        return any(self.blamer.judged.verdict[v.index] not in (CONNECTED, FROZEN) for v in mine)

    def _oddity(self, call: Recurrent, states: list[Origin]) -> tuple[str, str]:
        handed = [(o.source, o.layer, o.state) for o in states]
        if call.names == ("h", "c") and handed[0][0] == handed[1][0] == "layer":
            if handed[0][1] == handed[1][1] and (handed[0][2], handed[1][2]) == ("c", "h"):
                return "info", "h and c are swapped"
            if handed[0] == handed[1] and handed[0][2] in ("h", "c"):
                return "info", f"takes {handed[0][2]} of {handed[0][1]} for both h and c"
        sources = [o.source for o in states]
        if call.names == ("h", "c") and sorted(sources) == ["layer", "zeros"]:
            taken = call.names[sources.index("layer")]
            other = "c" if taken == "h" else "h"
            return "info", f"takes {taken} only; {other} starts from zeros"
        other_call = self._sharing(call)
        if other_call is not None:
            return "info", f"shares its initial state with {other_call.name}"
        if call.layer_key in self.rivals:
            return "info", f"the state of {self.rivals[call.layer_key]} that is thrown away fits it as well"
        pair = self._passed_over(call)
        if pair is not None:
            taker, encoder = pair
            return (
                "info",
                f"{taker.name}, beside it, takes the state of {encoder.name}",
            )
        return "ok", ""

    def _passed_over(self, call: Recurrent) -> tuple[Recurrent, Recurrent] | None:
        """(another decoder of the same kind of data, the encoder whose state that one alone takes)."""
        if call.initial or call.stateful:
            return None
        alike = (c for c in self.calls if c.initial and (c.type, c.units) == (call.type, call.units))
        for taker in alike:
            given = set(taker.initial or ())
            for encoder in self.calls:
                if set(encoder.final) >= given and self._beside(call, taker, encoder):
                    return taker, encoder
        return None

    def _beside(self, call: Recurrent, taker: Recurrent, encoder: Recurrent) -> bool:
        """Whether a layer reads what the taker of a state reads, or what is shaped as that and not as what its encoder
        reads; and neither is made of the other, nor it of the encoder. (Two encoders beside each other are in order.)
        """
        if len({call.layer_key, taker.layer_key, encoder.layer_key}) < 3 or set(call.inputs) & set(
            encoder.inputs
        ):
            return False
        same = set(call.inputs[:1]) & set(taker.inputs[:1])
        sizes = [self.step.shape((c.inputs[0], 0)) if c.inputs else None for c in (call, taker, encoder)]
        if not same and (sizes[0] is None or sizes[0] != sizes[1] or sizes[0] == sizes[2]):
            return False
        made = self.blamer.finder.flow([*encoder.outputs, *encoder.final, *taker.outputs])
        used = self.blamer.finder.flow(call.outputs)
        return not set(call.inputs) & made.keys() and not set(taker.inputs) & used.keys()

    def _sharing(self, call: Recurrent) -> Recurrent | None:
        """Another layer that starts from the same layer's state."""
        mine = {op for op in call.initial or () if self._is_a_state(op, call.layer_key)}
        others = [o for o in self.calls if o.layer_key != call.layer_key and mine & set(o.initial or ())]
        return min(others, key=self._line, default=None)

    def _line(self, call: Recurrent) -> tuple[int, int]:
        where = self.blamer.evidence.locate_call(call.key)
        return (where.line if where is not None else 0, call.order)

    def _is_a_state(self, op: int, layer_key: int) -> bool:
        return self.origins.chosen(op, layer_key)[0].source == "layer"


def state_name(call: Recurrent, number: int) -> str:
    """What a recurrent layer's state is called: ``h``, ``c``, ``forward h``, ``cell 2 h``."""
    return call.names[number] if number < len(call.names) else f"state {number + 1}"


def _state(call: Recurrent, number: int, origin: Origin, others: list[Origin]) -> Row:
    also = ", ".join(f"{o.layer} {o.state}" for o in others[:3])
    return {
        "name": state_name(call, number),
        "source": origin.source,
        "layer": origin.layer,
        "state": origin.state,
        "note": f"with {also}" if also else "",
    }
