"""every path passes a cast to an integer, bool or string dtype."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class IntegerCast(Cause):
    """every path passes a cast to an integer, bool or string dtype."""

    doc = CauseDoc("integer-cast", "error", "every path passes a cast to an integer, bool or string dtype")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"a cast to an integer cuts the gradient of {case.whose()}",
            message=f"the value is cast to a dtype that carries no gradient; nothing before this line can learn",
            label=f"no gradient passes this cast",
            help=f"keep the value in floating point until after the loss",
            made=None,
        )
