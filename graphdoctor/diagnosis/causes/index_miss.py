"""only an element that does not depend on the variable is picked."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class IndexMiss(Cause):
    """only an element that does not depend on the variable is picked."""

    doc = CauseDoc("index-miss", "error", "only an element that does not depend on the variable is picked")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"this pick leaves {case.whose()} out",
            message=f"only an element that does not depend on {case.whose()} is read here; TensorFlow answers zeros and prints no warning",
            label=f"reads another element",
            help=f"read all elements that should train, for instance their mean",
            made=None,
        )
