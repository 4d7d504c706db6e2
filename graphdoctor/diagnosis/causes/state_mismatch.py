"""Recurrent layers that are given the wrong number or shape of states: the script crashes while tracing."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class StateCountMismatch(Cause):
    """initial_state has the wrong number of tensors; told by `diagnosis.crash`."""

    doc = CauseDoc("state-count-mismatch", "error", "initial_state has the wrong number of tensors for the layer")

    def tell(self, case: Case) -> Told:
        raise LookupError("told by diagnosis.crash: there is no traced step to tell of")


@register
class StateShapeMismatch(Cause):
    """A state's shape does not fit the layer; told by `diagnosis.crash`."""

    doc = CauseDoc("state-shape-mismatch", "error", "a state's shape does not fit the layer")

    def tell(self, case: Case) -> Told:
        raise LookupError("told by diagnosis.crash: there is no traced step to tell of")
