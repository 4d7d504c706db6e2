"""the value passes only through Variable.assign."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class StateAssign(Cause):
    """the value passes only through Variable.assign."""

    doc = CauseDoc("state-assign", "error", "the value passes only through Variable.assign")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"an assignment cuts {case.whose()} off from the loss",
            message=f"no gradient passes Variable.assign: what is read back afterwards is a new start",
            label=f"assigned here, read back as a constant",
            help=f"hand the value on as a tensor, and assign the variable beside that",
            made=None,
        )
