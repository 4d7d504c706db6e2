"""a recurrent kernel that only meets zeros."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class SingleStepRnn(Cause):
    """a recurrent kernel that only meets zeros."""

    doc = CauseDoc("single-step-rnn", "error", "a recurrent kernel that only meets zeros")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"{case.whose()} runs one step from a zero state, again and again",
            message=f"the recurrent kernel is multiplied by a state that is always zero, so it never learns",
            label=f"starts from zeros at every call, for one step",
            help=f"hand the previous state on: pass it as initial_state and keep the state that is returned",
            made=None,
        )
