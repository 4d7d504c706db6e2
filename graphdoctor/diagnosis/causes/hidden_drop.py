"""an output of a nested function, loop or branch is dropped."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class HiddenDrop(Cause):
    """an output of a nested function, loop or branch is dropped."""

    doc = CauseDoc("hidden-drop", "error", "an output of a nested function, loop or branch is dropped")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"an output of this call is dropped, and {case.whose()} with it",
            message=f"the call computes from {case.whose()}, but that output is not used; TensorFlow answers zeros and prints no warning",
            label=f"one of its outputs is never used",
            help=f"use the output in the loss, or do not compute it",
            made=None,
        )
