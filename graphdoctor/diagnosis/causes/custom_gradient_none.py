"""a tf.custom_gradient returns None."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class CustomGradientNone(Cause):
    """a tf.custom_gradient returns None."""

    doc = CauseDoc("custom-gradient-none", "error", "a tf.custom_gradient returns None")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the custom gradient returns None for {case.whose()}",
            message=f"the function called here defines its own gradient, and that returns None for {case.whose()}",
            label=f"its backward function returns None",
            help=f"return a gradient for every argument that should train",
            made=None,
        )
