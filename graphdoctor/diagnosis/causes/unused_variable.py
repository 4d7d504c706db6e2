"""a variable that nothing in the step reads."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class UnusedVariable(Cause):
    """a variable that nothing in the step reads."""

    doc = CauseDoc("unused-variable", "warning", "a variable that nothing in the step reads")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"{case.whose()} is never used",
            message=f"the training step never reads {case.whose()}, so no gradient exists for {case.many}",
            label=f"created here, never read",
            help=f"use it in the forward pass, or delete it",
            made=None,
        )
