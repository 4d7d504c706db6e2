"""every path passes an op without a gradient."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class NonDifferentiableOp(Cause):
    """every path passes an op without a gradient."""

    doc = CauseDoc("non-differentiable-op", "error", "every path passes an op without a gradient")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"no gradient passes {case.op_type} here",
            message=f"{case.op_type} has no gradient, and every path from the loss to {case.whose()} passes it",
            label=f"has no gradient",
            help=f"use a differentiable stand-in (softmax for argmax, a straight-through estimator for round)",
            made=None,
        )
