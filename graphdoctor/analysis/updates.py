"""Optimizers that are given nothing: all that a step adds to its weights is made of constants, or of the weights.

Sums of gradients that are set to zero too early end like this: the optimizer runs, and no weight ever moves by them. So
does a list comprehension over pairs of gradients and variables that clips the wrong one of the two.
"""

from __future__ import annotations

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.facts import SHAPE_ONLY, ZeroFacts
from graphdoctor.graph.model import ARG, OP, RET, VAR, Ref, StepGraph

_SETS = "AssignVariableOp"
_READS = "ReadVariableOp"


def adds_constants_only(
    step: StepGraph, applications: Applications, facts: ZeroFacts, weights: bool = False
) -> bool:
    """Whether an optimizer, or an `assign_sub`, changes variables that gradients are asked for, by constants alone.

    weights: these variables' own values count as constants. A variable that is only set to a value (weights that are
    put back, or clipped) says nothing of an optimizer.
    """
    looking = _Constants(step, applications, facts, weights)
    changes = [
        op for variable in applications.sources for op in looking.writing(variable) if step.types[op] != _SETS
    ]
    return bool(changes) and all(looking.made(ref) for op in changes for ref in step.inputs[op][1:])


class _Constants:
    """Which tensors are made of constants, and of what an optimizer keeps for itself, alone."""

    def __init__(self, step: StepGraph, applications: Applications, facts: ZeroFacts, weights: bool) -> None:
        self.step = step
        self.applications = applications
        self.facts = facts
        self.weights = weights

    def writing(self, variable: int) -> list[int]:
        """The ops that write a variable and hand nothing on (TensorFlow 1's own kind of variable is left aside)."""
        return [op for op in self.applications.writers(variable) if not self.step.dtypes[op]]

    def made(self, ref: Ref) -> bool:
        seen = {ref[0]}
        stack = [ref]
        while stack:
            current = stack.pop()
            if current[0] in self.applications.answers:
                return False  # whatever stands for it
            if self.facts.is_zero(current):
                continue
            behind = self._behind(current[0])
            if behind is None:
                return False
            for source in behind:
                if source[0] not in seen:
                    seen.add(source[0])
                    stack.append(source)
        return True

    def _behind(self, op: int) -> tuple[Ref, ...] | None:
        """What a tensor is made of, where that may be constants; None where it is not."""
        step = self.step
        kind, role = step.types[op], step.roles[op]
        if role in (ARG, RET):
            return step.inputs[op]
        if role == VAR:
            return self._kept(step.handles[op])
        if role != OP:
            return None
        if kind == "Const" or kind in SHAPE_ONLY:
            return ()
        if kind == _READS:
            return self._read(op)
        return step.inputs[op] or None

    def _read(self, op: int) -> tuple[Ref, ...] | None:
        """What a variable was set to before it is read, where that is in plain sight."""
        step = self.step
        variable = self.applications.variable_behind(step.inputs[op][0][0])
        if variable is None:
            return None
        if step.variables[variable].library:
            return self._kept(variable)
        if self.weights and variable in self.applications.sources:
            return ()
        writes = self.writing(variable)
        if any(step.frame_of[w] != step.frame_of[op] for w in writes):
            return None  # in what order bodies run is not seen here
        before = [w for w in writes if w < op]
        if not before or step.types[max(before)] != _SETS:
            return None
        return step.inputs[max(before)][1:]

    def _kept(self, variable: int) -> tuple[Ref, ...] | None:
        """What an optimizer's own variable (a moment, a counter) gets in this step: it began as a constant."""
        if not self.step.variables[variable].library:
            return None
        writes = self.writing(variable)
        return tuple(ref for w in writes for n, ref in enumerate(self.step.inputs[w]) if n)
