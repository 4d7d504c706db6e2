"""a layer that was called, but that the trained model does not contain."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class LayerOutsideModel(Cause):
    """a layer that was called, but that the trained model does not contain."""

    doc = CauseDoc("layer-outside-model", "error", "a layer that was called, but that the trained model does not contain")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"{case.whose()} is not part of the model",
            message=f"{case.whose()} is called here, but no output of the trained model depends on it: Keras leaves it out silently",
            label=f"its output leads to no output of the model",
            help=f"feed its output to the layer that should read it",
            made=None,
        )
