"""a softmax over an axis of size 1."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class SaturatedSoftmax(Cause):
    """a softmax over an axis of size 1."""

    doc = CauseDoc("saturated-softmax", "error", "a softmax over an axis of size 1")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"this softmax has only one class: its output is always 1",
            message=f"a softmax over one element is the constant 1; every gradient before it is exactly zero",
            label=f"softmax over an axis of size 1",
            help=f"for two classes use one unit with a sigmoid, or two units with a softmax",
            made=None,
        )
