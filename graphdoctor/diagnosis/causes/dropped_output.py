"""what is computed from a variable is thrown away before the loss."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class DroppedOutput(Cause):
    """what is computed from a variable is thrown away before the loss."""

    doc = CauseDoc("dropped-output", "warning", "what is computed from a variable is thrown away before the loss")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"what {case.whose()} computes never reaches the loss",
            message=f"the result of this line is not used by any loss, so {case.whose()} gets no gradient",
            label=f"this result is dropped",
            help=f"use the result in the loss; if it is meant to be unused, freeze the layer or leave it out",
            made=None,
        )
