"""How a lost final state could be handed to its decoder, in the user's own words.

The tensors are chosen first: what the script itself makes of the state (both directions joined, a projection), else the
final state as the encoder returns it. Then they are spelled as the user would have to type them at the decoder's call.
"""

from __future__ import annotations

from dataclasses import replace

from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.calls import spelled, with_initial_state
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.functional_wiring import downstream
from graphdoctor.diagnosis.held import with_names
from graphdoctor.diagnosis.misfit import returning_state
from graphdoctor.diagnosis.names import Names
from graphdoctor.diagnosis.repairs import Rewiring
from graphdoctor.diagnosis.rnn_functions import started_from
from graphdoctor.diagnosis.usercode import UserCode
from graphdoctor.diagnosis.wiring import joined_units

_OUTPUT_IS_STATE = ("GRU", "SimpleRNN")
"""What they return is their state, with or without return_state=True."""


def rewiring(blamer: Blamer, blame: Blame) -> Rewiring:
    """The repair of a decoder that does not take its encoder's final state."""
    assert blame.encoder is not None and blame.decoder is not None
    planner = _Planner(blamer, blame, blame.encoder, blame.decoder)
    planned = planner.plan()
    sequential = blame.facts.get("sequential")
    if sequential is None:
        around = not blame.symbolic and blame.location != blamer.evidence.locate_call(blame.decoder.key)
        return replace(planned, suggestion=None, help=planner.from_outside()) if around else planned
    help_ = f"{sequential} is a Sequential, which hands no initial_state on: call its layers here one by one, and give "
    return replace(
        planned, suggestion=None, help=f"{help_}{blame.decoder.name} the state of {blame.encoder.name}"
    )


class _Planner:
    def __init__(self, blamer: Blamer, blame: Blame, encoder: Recurrent, decoder: Recurrent) -> None:
        self.blamer = blamer
        self.blame = blame
        self.encoder = encoder
        self.decoder = decoder
        self.names = Names(blamer.step, blamer.evidence, blame.symbolic)
        self.at = blame.location

    def plan(self) -> Rewiring:
        ends = self._ends()
        fitting = len(self.decoder.units)
        if len(ends) == fitting and not set(ends) & set(self.encoder.final):
            text = self._spelled(ends)
            if text is not None:
                return Rewiring(tuple(ends), self._call(text), None)
        final = self.encoder.final[-len(self.encoder.units) :]
        if self.decoder.looped:
            alike = self.encoder.units == self.decoder.units and self.encoder.names == self.decoder.names
            text = started_from(self.at, self.blame.made) if alike else None
            return Rewiring(final, text, None if text else self._before_the_loop(final))
        if not self.encoder.returns_state and self.encoder.type not in _OUTPUT_IS_STATE:
            return self._build_with_states()
        if len(self.encoder.units) == fitting and self.encoder.units == self.decoder.units:
            return self._hand_on(final, self._spelled(final), None)
        if self.encoder.type == "Bidirectional" and 2 * fitting == len(final):
            return self._both_directions()
        if fitting == 1 and len(final) == 2:
            return self._hand_on(final[:1], self._spelled(final[:1]), None)
        if fitting == 2 and len(final) == 1:
            name = self._spelled(final)
            both = f"[{name}, {name}]" if name is not None else None
            return self._hand_on(
                final,
                both,
                f"{self.decoder.name} needs h and c; {self.encoder.name} has one state: here it is both",
            )
        return Rewiring(final, None, self._in_place_of_one(final) or self._elsewhere())

    # -- tensors -------------------------------------------------------------------------------------------------------

    def _ends(self) -> list[int]:
        """What is made of the final state and read by nothing, where it fits one of the decoder's states."""
        if self.blame.symbolic:
            return self._symbolic_ends()
        step, flow = self.blamer.step, self.blamer.finder.flow(self.encoder.final)
        rank = max((len(step.shape((op, 0)) or ()) for op in self.encoder.final), default=0)
        found = []
        for op in flow:
            shape = step.shape((op, 0)) if step.dtypes[op] else None
            if not shape or len(shape) != rank or shape[-1] not in self.decoder.units:
                continue
            if not any(c in flow for c, _ in step.consumers[op]) and self._is_the_users(op):
                found.append(op)
        return sorted(found)

    def _is_the_users(self, op: int) -> bool:
        """What a layer returns to the user's code, or what that code computes itself."""
        return self.names.one(op, self.at) is not None

    def _symbolic_ends(self) -> list[int]:
        nodes = list(self.blamer.evidence.nodes())
        start = [n for n in nodes if n.index == self.encoder.key]
        states = set(self.encoder.final)
        flow = [n for n in downstream(nodes, start) if n.index != self.encoder.key]
        read = {t for n in nodes for t in n.inputs}
        made = [(t, shape) for n in flow for t, shape in zip(n.outputs, n.shapes, strict=False)]
        rank = next(
            (len(s) for n in start for t, s in zip(n.outputs, n.shapes, strict=False) if t in states), 0
        )
        return [
            t for t, shape in made
            if t not in read and len(shape) == rank and shape and shape[-1] in self.decoder.units
        ]  # fmt: skip

    # -- words ---------------------------------------------------------------------------------------------------------

    def _spelled(self, tensors: tuple[int, ...] | list[int]) -> str | None:
        user = None if self.blame.symbolic else self.decoder.key
        if len(tensors) == 1:
            return self.names.one(tensors[0], self.at, user)
        return self.names.listed(tensors, self.at, user)

    def _hand_on(self, tensors: tuple[int, ...], text: str | None, more: str | None) -> Rewiring:
        if text is not None:
            found = self._call(text)
            return Rewiring(tensors, found, more if found else self._elsewhere())
        named = self._name_them(tensors)
        if named is not None:
            line, value = named
            return Rewiring(tensors, self._call(value), f"and keep the state that is thrown away: {line}")
        return Rewiring(tensors, None, self._elsewhere())

    def _call(self, value: str) -> str | None:
        """The decoder's call with this initial state; None where it would be what the line says already."""
        found = self.names.call_of(self.decoder.key)
        if found is None:
            return f"initial_state={value}"
        code, call = found
        text = with_initial_state(code, call, value)
        return None if text == with_initial_state(code, call, "") or text == code.source(call) else text

    def _name_them(self, tensors: tuple[int, ...]) -> tuple[str, str] | None:
        """(the encoder's line with names for what it throws away, these names)."""
        found = self.names.call_of(self.encoder.key)
        if found is None:
            return None
        code, call = found
        outputs = self.encoder.outputs
        if code.scope(call.lineno) is not self._scope_of_decoder(code):
            return None
        names = ["state"] if len(tensors) == 1 else ["state_h", "state_c"]
        if len(names) != len(tensors):
            names = [f"state_{n}" for n in range(1, len(tensors) + 1)]
        wanted = {outputs.index(t): name for t, name in zip(tensors, names, strict=True)}
        line = with_names(code, call, len(outputs), wanted)
        return None if line is None else (line, names[0] if len(names) == 1 else f"[{', '.join(names)}]")

    def _scope_of_decoder(self, code: UserCode) -> object:
        found = self.names.call_of(self.decoder.key)
        return found[0].scope(found[1].lineno) if found is not None and found[0] is code else None

    def _build_with_states(self) -> Rewiring:
        count = len(self.decoder.units)
        names = ["state_h", "state_c"] if count == 2 else [f"state_{n}" for n in range(1, count + 1)]
        names = ["state"] if count == 1 else names
        found = self.names.call_of(self.encoder.key)
        how = f"build {self.encoder.name} with return_state=True, and take its states"
        if found is not None:
            how += f": _, {', '.join(names)} = {returning_state(*found)}"
        value = names[0] if count == 1 else f"[{', '.join(names)}]"
        return Rewiring(self.encoder.final, self._call(value), how)

    def _both_directions(self) -> Rewiring:
        final = self.encoder.final
        half = len(final) // 2
        pairs = [(final[n], final[n + half]) for n in range(half)]
        texts = [
            (self._spelled(final[n : n + 1]), self._spelled(final[n + half : n + half + 1]))
            for n in range(half)
        ]
        if any(a is None or b is None for a, b in texts):
            return Rewiring(final, None, self._elsewhere())
        wide = list(self.decoder.units) == joined_units(self.encoder)
        found = self.names.call_of(self.decoder.key)
        join = spelled(found[0], "Concatenate") if found is not None else "Concatenate"
        parts = [f"{join}()([{a}, {b}])" if wide else f"{a} + {b}" for a, b in texts]
        value = parts[0] if len(parts) == 1 else f"[{', '.join(parts)}]"
        more = (
            None
            if wide
            else (
                f"the sum of both directions fits {self.decoder.name} as it is; joined by Concatenate they fit one "
                f"of {joined_units(self.encoder)[0]} units"
            )
        )
        return Rewiring(tuple(t for pair in pairs for t in pair), self._call(value), more)

    def _before_the_loop(self, final: tuple[int, ...]) -> str:
        text = self._spelled(final) if len(self.encoder.units) == len(self.decoder.units) else None
        if text is None:
            return self._elsewhere("let the first turn of this loop start from the state{}")
        return f"let the first turn of this loop start from {text}"

    def _in_place_of_one(self, final: tuple[int, ...]) -> str | None:
        """What the decoder starts from is joined of another state twice."""
        wiring = self.blamer.functional if self.blame.symbolic else self.blamer.wiring
        if not wiring.doubled(self.encoder, self.decoder):
            return None
        text = self._spelled(final) or f"that of {self.encoder.name}"
        return f"what {self.decoder.name} starts from has another state in it twice: put {text} in the place of one"

    def from_outside(self) -> str:
        """Where the model around the decoder is handed the state that its layer starts from."""
        final = self.encoder.final[-len(self.encoder.units) :]
        text = self._spelled(final)
        return (
            self._elsewhere("hand the state{} on to this call")
            if text is None
            else f"hand {text} on to this call"
        )

    def _elsewhere(self, what: str = "hand the state{} on to this call, as its initial_state") -> str:
        lost = self.names.overwritten
        if lost is not None:
            name, line = lost
            return f"{name} holds {self.encoder.name}'s state until line {line} overwrites it: leave that line out"
        made = self.blame.made
        where = f" that {made.file}:{made.line} makes" if made is not None else f" of {self.encoder.name}"
        return what.format(where)
