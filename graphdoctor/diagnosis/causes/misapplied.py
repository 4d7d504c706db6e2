"""another variable gets this one's gradient."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class Misapplied(Cause):
    """another variable gets this one's gradient."""

    doc = CauseDoc("misapplied", "error", "another variable gets this one's gradient")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the gradients of {case.whose()} go to other variables",
            message=f"gradients and variables are paired in different orders here: each gets the gradient of another",
            label=f"another variable's gradient is applied here",
            help=f"zip the gradients with the very list that was given to tape.gradient",
            made=None,
        )
