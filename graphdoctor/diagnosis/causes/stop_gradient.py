"""every path passes tf.stop_gradient."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class StopGradient(Cause):
    """every path passes tf.stop_gradient."""

    doc = CauseDoc("stop-gradient", "error", "every path passes tf.stop_gradient")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"tf.stop_gradient cuts {case.whose()} off from the loss",
            message=f"every path from the loss to {case.whose()} passes a stopped gradient here",
            label=f"the gradient stops here",
            help=f"take tf.stop_gradient off the way that should train, or add a loss of its own for {case.whose()}",
            made="computed from the variables here",
        )
