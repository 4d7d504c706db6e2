"""the path is differentiable, but the tape did not record it."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class OutsideTape(Cause):
    """the path is differentiable, but the tape did not record it."""

    doc = CauseDoc("outside-tape", "error", "the path is differentiable, but the tape did not record it")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"this is computed outside of the tape",
            message=f"the tape did not see this line, so no gradient comes back through it to {case.whose()}",
            label=f"the tape does not record this",
            help=f"move this line into the with tf.GradientTape() block",
            made=None,
        )
