"""The state doctor: for every recurrent layer, where each of its initial states comes from."""

from __future__ import annotations

from typing import Any

from graphdoctor.diagnosis.blame import Blame, Blamer
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.graph.model import ARG, RET, VAR


class StateDoctor:
    """Builds the state table of one judged step."""

    def __init__(self, blamer: Blamer, blames: list[Blame]) -> None:
        self.blamer = blamer
        self.step = blamer.step
        self.calls = [c for c in blamer.evidence.recurrent_calls() if c.units]
        self.wrong = {b.decoder.key for b in blames if b.decoder is not None and not b.symbolic}
        self.wrong_layers = {b.decoder.layer_key for b in blames if b.decoder is not None}
        self.finals = {op: (call, n) for call in self.calls for n, op in enumerate(call.final)}

    def table(self) -> list[dict[str, Any]]:
        """One row per recurrent layer's call that a loss depends on."""
        rows = []
        for call in self.calls:
            if self._inside_another(call) or not any(self.blamer.finder.leads(op) for op in call.outputs):
                continue
            states = [self._state(call, n) for n in range(len(call.units))]
            severity, note = self._opinion(call, states)
            where = self.blamer.evidence.locate_call(call.key)
            rows.append(
                {
                    "layer": call.name,
                    "layer_type": call.type,
                    "location": where.to_json() if where is not None else None,
                    "states": states,
                    "severity": severity,
                    "note": note,
                }
            )
        return rows

    def _inside_another(self, call: Recurrent) -> bool:
        keys = {c.key for c in self.calls}
        parent = self.step.calls[call.key].parent
        while parent is not None:
            if parent in keys:
                return True
            parent = self.step.calls[parent].parent
        return False

    def _state(self, call: Recurrent, number: int) -> dict[str, Any]:
        source, layer, state = "zeros", None, None
        if call.stateful and not call.initial:
            source = "variable"
        elif call.initial is not None and number < len(call.initial):
            source, layer, state = self._origin(call.initial[number])
        return {
            "name": state_name(call, number),
            "source": source,
            "layer": layer,
            "state": state,
            "note": "",
        }

    def _origin(self, op: int) -> tuple[str, str | None, str | None]:
        """Where a tensor comes from: walked back through what hands it on, or computes with it and a single source."""
        step = self.step
        stack, seen = [op], set[int]()
        stopped = False
        while stack and len(seen) < 500:
            current = stack.pop(0)
            if current in seen:
                continue
            seen.add(current)
            if current in self.finals:
                call, number = self.finals[current]
                return ("stopped" if stopped else "layer"), call.name, state_name(call, number)
            if step.types[current] == "StopGradient":
                stopped = True
            if step.dtypes[current] and self.blamer.judged.walker.facts.is_zero((current, 0)):
                return "zeros", None, None
            if step.roles[current] == VAR:
                return "variable", None, None
            if current in step.consts:
                continue
            if step.roles[current] in (ARG, RET) or step.inputs[current]:
                stack.extend(s for s, port in step.inputs[current] if step.differentiable((s, port)))
        if stopped:
            return "stopped", None, None
        if step.types[op] in ("Const", "Fill"):
            return "constant", None, None
        return ("input" if step.types[op] == "Placeholder" else "unknown"), None, None

    def _opinion(self, call: Recurrent, states: list[dict[str, Any]]) -> tuple[str, str]:
        if call.layer_key in self.wrong_layers:
            return "error", "never receives the encoder's final state"
        if any(s["source"] == "stopped" for s in states):
            return "error", "its initial state is cut off by tf.stop_gradient"
        taken = [(s["name"], s["state"]) for s in states if s["source"] == "layer"]
        if len(states) == 2 and taken == [("h", "c"), ("c", "h")]:
            return "info", "h and c are swapped"
        if len(states) == 2 and [a for a, _ in taken] == ["h"]:
            return "info", "takes h only; c starts from zeros"
        shared = [
            c
            for c in self.calls
            if c.key != call.key and call.initial and set(c.initial or ()) & set(call.initial)
        ]
        if shared:
            return "info", f"shares its initial state with {shared[0].name}"
        return "ok", ""


def state_name(call: Recurrent, number: int) -> str:
    """What a recurrent layer's state is called: ``h``, ``c``, ``forward h``, ``state 2``."""
    count = len(call.units)
    if call.type == "Bidirectional" and count % 2 == 0:
        half = count // 2
        direction = "forward" if number < half else "backward"
        return f"{direction} {_plain(half, number % half)}"
    return _plain(count, number)


def _plain(count: int, number: int) -> str:
    return ("h", "c")[number] if count <= 2 else f"state {number}"
