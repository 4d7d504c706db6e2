"""Encoders whose final state nobody takes, in the traced step; functional models have `functional_wiring`."""

from __future__ import annotations

from collections.abc import Iterable

from graphdoctor.analysis.cuts import CutFinder
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.cell_chains import chains_of, reads_along
from graphdoctor.diagnosis.evidence import Evidence, Recurrent
from graphdoctor.diagnosis.names import Names
from graphdoctor.diagnosis.projected import lost_start
from graphdoctor.graph.model import LIVE, StepGraph

_NEAR = 12  # ops between a state and what is made of it
_TAKES_ANOTHER = 4  # the claim of a decoder that starts from another layer's state


class Wiring:
    """Looks for the decoder that should have taken a lost state."""

    def __init__(self, judged: Judged, evidence: Evidence, finder: CutFinder) -> None:
        self.judged = judged
        self.evidence = evidence
        self.finder = finder
        self._calls = [*evidence.recurrent_calls(), *chains_of(judged.step, evidence.cell_calls())]
        self._flows: dict[int, set[int]] = {}
        self._names = Names(judged.step, evidence, symbolic=False)

    def lost_state(self, flow: Iterable[int]) -> tuple[Recurrent, Recurrent] | None:
        """(encoder, decoder): a final state within a dropped flow, and the decoder that starts without it."""
        lost = set(flow)
        for encoder in self._calls:
            if not encoder.final or self._reaches_loss(encoder):
                continue
            if not (set(encoder.final) & lost or self._flow(encoder) & lost):
                continue
            decoder = self._decoder(encoder)
            if decoder is not None:
                return self._both_directions(encoder), self._both_directions(decoder)
        return lost_start(self.judged.step, self.finder, self._calls, lost)

    def lost_calls(self, decoder: Recurrent) -> list[Recurrent]:
        """The encoders whose final state nobody takes, and which this decoder would be the one to take it from."""
        found: dict[int, Recurrent] = {}
        for encoder in self._calls:
            if not encoder.final or self._reaches_loss(encoder):
                continue
            taker = self._decoder(encoder)
            if taker is not None and self._both_directions(taker).key == decoder.key:
                whole = self._both_directions(encoder)
                found.setdefault(whole.layer_key if whole.looped else whole.key, whole)
        return list(found.values())

    def _both_directions(self, call: Recurrent) -> Recurrent:
        """The Bidirectional layer whose one direction a call is: that is the layer that the user called."""
        around = (o for o in self._calls if o.type == "Bidirectional" and self._within(call, o))
        return next(around, call)

    def _reaches_loss(self, encoder: Recurrent) -> bool:
        return any(self.finder.leads(op) for op in encoder.final)

    def _flow(self, encoder: Recurrent) -> set[int]:
        if encoder.key not in self._flows:
            self._flows[encoder.key] = set(self.finder.flow(encoder.final))
        return self._flows[encoder.key]

    def _decoder(self, encoder: Recurrent) -> Recurrent | None:
        candidates = [d for d in self._calls if self._could_take(encoder, d)]
        return min(candidates, key=lambda d: (self._claim(encoder, d), d.order), default=None)

    def other_calls(self, encoder: Recurrent, decoder: Recurrent) -> list[Recurrent]:
        """The decoders beside this one, not behind it, for which as much speaks, and that take no other state."""
        behind = set(self.finder.flow(decoder.outputs))
        claims = {d.key: self._claim(encoder, d) for d in self._calls if self._could_take(encoder, d)}
        own = [
            claims[d.key]
            for d in self._calls
            if d.key in claims and self._both_directions(d).key == decoder.key
        ]
        found: dict[int, Recurrent] = {}
        for call in self._calls:
            whole = self._both_directions(call)
            if own and claims.get(call.key) == own[0] < _TAKES_ANOTHER and not behind & set(call.inputs):
                found.setdefault(whole.layer_key, whole)
        return [d for d in found.values() if d.layer_key != decoder.layer_key]

    def _could_take(self, encoder: Recurrent, decoder: Recurrent) -> bool:
        if decoder.order <= max(encoder.order, encoder.ends):
            return False
        if self._both_directions(decoder).layer_key == self._both_directions(encoder).layer_key:
            return False
        if any(d.layer_key == decoder.layer_key and d.order < encoder.order for d in self._calls):
            return False  # it runs before the encoder: this call is of a loop's next turn
        if not (
            fits(encoder, decoder) or self._bridged(encoder, decoder) or self._is_a_part(encoder, decoder)
        ):
            return False
        if not any(self.finder.leads(op) for op in decoder.outputs):
            return False
        if self._within(decoder, encoder) or self._within(encoder, decoder):
            return False
        if set(decoder.initial or ()) & self._flow(encoder):
            return False
        beside = encoder.looped and decoder.looped and reads_along(self.judged.step, encoder, decoder)
        return not beside or self._made_of(decoder.initial or (), encoder)

    def _bridged(self, encoder: Recurrent, decoder: Recurrent) -> bool:
        """Whether what is made of the encoder's state ends, unused, in just the states that the decoder needs."""
        step, flow = self.judged.step, self._flow(encoder)
        ends = [op for op in flow if step.dtypes[op] and not any(c in flow for c, _ in step.consumers[op])]
        sizes = [(step.shape((op, 0)) or (None,))[-1] for op in ends]
        return bool(decoder.initial) and sorted(map(str, sizes)) == sorted(map(str, decoder.units))

    def _is_a_part(self, encoder: Recurrent, decoder: Recurrent) -> bool:
        """Whether a decoder's start is joined of parts, one of which should have been the encoder's state: the other
        direction is in it, or a tensor of that very shape twice."""
        if self.doubled(encoder, decoder):
            return True
        whole = self._both_directions(encoder)
        return whole is not encoder and fits(whole, decoder) and self._made_of(decoder.initial or (), whole)

    def doubled(self, encoder: Recurrent, decoder: Recurrent) -> bool:
        """Whether a decoder's initial state is joined of one tensor twice, which is shaped as the encoder's state."""
        step = self.judged.step
        shapes = {step.shape((op, 0)) for op in encoder.final} - {None}
        for op in decoder.initial or ():
            parts = step.inputs[op]
            if any(parts.count(part) > 1 and step.shape(part) in shapes for part in parts):
                return True
        return False

    def _claim(self, encoder: Recurrent, decoder: Recurrent) -> int:
        """How little speaks for a decoder: 0 where its start is made of this very encoder's state (as zeros of its
        shape, or as its other direction), then nothing given, no layer's state, a state given twice, its own.
        Last comes a layer whose own state starts another one: that is an encoder itself."""
        if not decoder.initial:
            hands_on = any(self._made_of(d.initial or (), decoder) for d in self._calls if d is not decoder)
            return 6 if hands_on else 1
        whole = self._both_directions(encoder)
        if self._made_of(decoder.initial, whole) or self._names.mentions(whole.final, decoder.key):
            return 0
        if self.doubled(encoder, decoder):
            return 0
        states = {op for other in self._calls for op in other.final}
        if not states & set(decoder.initial):
            return 3
        earlier = {op for other in self._calls if other.order < decoder.order for op in other.initial or ()}
        return 4 if earlier & set(decoder.initial) else 5

    def _made_of(self, initial: Iterable[int], encoder: Recurrent) -> bool:
        """Whether an initial state is a few ops away from an encoder's final one, whatever those ops take of it."""
        wanted = set(encoder.final)
        stack, seen = list(initial), set(initial)
        while stack and len(seen) < _NEAR:
            op = stack.pop(0)
            if op in wanted:
                return True
            for source, _ in self.judged.step.inputs[op]:
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
        return False

    def _within(self, inner: Recurrent, outer: Recurrent) -> bool:
        return outer.key in self.judged.step.calls_around(inner.key)[1:]


def takes_a_part(step: StepGraph, decoder: Recurrent, encoder: Recurrent, symbolic: bool) -> bool:
    """Whether some of an encoder's final state starts the decoder: as it is, or one op (a join) before."""
    final = set(encoder.final)
    initial = decoder.initial or ()
    if symbolic or final & set(initial):
        return not final.isdisjoint(initial)
    live = (
        source
        for op in initial
        if step.inputs[op]
        for answer, (source, _) in zip(step.answers(op), step.inputs[op], strict=False)
        if answer == LIVE
    )
    return not final.isdisjoint(live)


def fits(encoder: Recurrent, decoder: Recurrent) -> bool:
    """Whether the encoder's final states could be the decoder's initial ones, both directions joined at the latest."""
    if not encoder.units or not decoder.units:
        return False
    return bool({*encoder.units, *joined_units(encoder)} & set(decoder.units))


def joined_units(encoder: Recurrent) -> list[int]:
    """The sizes of a Bidirectional encoder's states once both directions are joined; empty for other layers."""
    half = len(encoder.units) // 2
    if encoder.type != "Bidirectional":
        return []
    pairs = zip(encoder.units[:half], encoder.units[half:], strict=False)
    return [a + b for a, b in pairs if a is not None and b is not None]
