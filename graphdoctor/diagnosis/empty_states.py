"""What a weight meets where all of it is zeros: the empty state of a recurrent layer, or data times zero."""

from __future__ import annotations

from graphdoctor.analysis.control_flow import behind
from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.analysis.facts import BILINEAR
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.evidence import Evidence, Recurrent
from graphdoctor.graph.model import ARG, RET, VAR

_ZEROS = ("Const", "Fill", "ZerosLike")


class EmptyStates:
    """Tells empty states from other zeros in one judged step."""

    def __init__(self, judged: Judged, evidence: Evidence) -> None:
        self.step = judged.step
        self.facts = judged.walker.facts
        self._layers = {call.key: call for call in evidence.recurrent_calls()}
        self._cells = {call.key for call in evidence.cell_calls()}

    def is_gated(self, cut: Cut) -> bool:
        """Whether what is zero is the state of a cell that a loop of the user's calls."""
        assert cut.op is not None and cut.position is not None
        if self.facts.blocks(cut.op, cut.position) != "state":
            return False
        return any(call in self._cells for call in self._around(cut.op))

    def layer(self, cut: Cut) -> Recurrent | None:
        """The call of the recurrent layer in which a cut lies."""
        assert cut.op is not None
        return next((self._layers[c] for c in self._around(cut.op) if c in self._layers), None)

    def silenced(self, cut: Cut) -> int | None:
        """The product by which data became the zeros that are met; None where they are an empty state.

        A product of an array and of zeros is a state still (a gate's), unless no weight and no cell is what meets it.
        """
        assert cut.op is not None
        data = cut.kind == "zero-state" and not self._is_recurrence(cut)
        stack, seen = [cut.op], set[int]()
        while stack:
            op = stack.pop()
            refs = self.step.inputs[op]
            zeros = [ref for ref in refs if self.facts.is_zero(ref)]
            of_data = data and op != cut.op and len(zeros) < len(refs)
            if self.step.types[op] == "Mul" and (of_data or any(self.step.shape(r) == () for r in zeros)):
                return op
            if op in self.facts.silent or (op != cut.op and self._mixes_data(op)):
                return op
            seen.add(op)
            stack += [ref[0] for ref in zeros if ref[0] not in seen]
        return cut.op if data else None

    def _mixes_data(self, op: int) -> bool:
        """Whether an op multiplies a matrix of zeros with data: an adjacency without edges. A state meets weights."""
        kind = self.step.types[op]
        if kind == "Mul" or kind not in BILINEAR or any(call in self._cells for call in self._around(op)):
            return False
        others = [ref[0] for ref in self.step.inputs[op] if not self.facts.is_zero(ref)]
        starts = {start for start in behind(self.step, others) if not self.step.inputs[start]}
        return any(self.step.roles[start] != VAR and start not in self.step.consts for start in starts)

    def fed_zeros(self, cut: Cut, layer: Recurrent) -> bool:
        """Whether the zeros that a recurrent layer's weight meets are what the layer is given as its data."""
        assert cut.op is not None
        data = set(layer.inputs) - set(layer.initial or ())
        stack, seen = [cut.op], set[int]()
        while stack:
            op = stack.pop()
            if op in data:
                return True
            seen.add(op)
            stack += [r[0] for r in self.step.inputs[op] if r[0] not in seen and self.facts.is_zero(r)]
        return False

    def emptied(self, cut: Cut) -> int | None:
        """The zeros that a layer hands on in the place of what it is given: a Dropout of everything.

        They are made in the place of what is computed of a weight, or are what the weight meets.
        """
        taken = [call for call in self.step.calls if any(op in cut.flow for op, _ in call.inputs)]
        handed_on = [out for call in taken for out, _ in call.outputs]
        met = [] if cut.op is None else [op for op, _ in self.step.inputs[cut.op]]
        return next((op for op in handed_on + met if self._empties(op)), None)

    def _empties(self, op: int) -> bool:
        """Whether an op makes a layer's result, all zeros, of nothing; a recurrent layer begins with such."""
        if self.step.types[op] not in _ZEROS or not self.facts.is_zero((op, 0)):
            return False
        around = self._around(op)
        if not around or around[0] in self._cells or around[0] in self._layers:
            return False
        call = self.step.calls[around[0]]
        given = [ref for ref in call.inputs if self.step.differentiable(ref)]
        return (op, 0) in call.outputs and any(not self.facts.is_zero(ref) for ref in given)

    def _is_recurrence(self, cut: Cut) -> bool:
        """Whether what meets zeros is a weight as it is, or the product is one of a recurrent layer's."""
        assert cut.op is not None and cut.position is not None
        if any(call in self._cells or call in self._layers for call in self._around(cut.op)):
            return True
        stack = [self.step.inputs[cut.op][cut.position][0]]
        seen = set(stack)
        while stack:
            op = stack.pop()
            made_of = {source for source, _ in self.step.inputs[op]} - seen - self.step.consts.keys()
            if len(made_of) > 1 and self.step.roles[op] not in (ARG, RET):
                return False
            seen |= made_of
            stack += made_of
        return any(self.step.roles[op] == VAR for op in seen)

    def _around(self, op: int) -> list[int]:
        return self.step.calls_around(self.step.layer_call[op])
