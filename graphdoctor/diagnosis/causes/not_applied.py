"""a gradient that is computed and never applied."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class NotApplied(Cause):
    """a gradient that is computed and never applied."""

    doc = CauseDoc("not-applied", "error", "a gradient that is computed and never applied")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the gradients of {case.whose()} are never applied",
            message=f"gradients are computed here for {case.whose()}, but no optimizer applies them",
            label=f"computed here, then dropped",
            help=f"hand them to apply_gradients together with their variables",
            made=None,
        )
