"""every path is multiplied by zero, or passes an op whose gradient is always zero."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class ConstantZero(Cause):
    """every path is multiplied by zero, or passes an op whose gradient is always zero."""

    doc = CauseDoc("constant-zero", "error", "every path is multiplied by zero, or passes an op whose gradient is always zero")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the gradient of {case.whose()} is zero for ever",
            message=f"{case.op_type or 'the op'} here passes a gradient that is zero whatever the weights are; TensorFlow prints no warning",
            label=f"its gradient is always zero",
            help=f"use an op with a gradient here",
            made=None,
        )
