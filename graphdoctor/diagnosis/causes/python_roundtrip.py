"""the value left TensorFlow and came back as a constant."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class PythonRoundtrip(Cause):
    """the value left TensorFlow and came back as a constant."""

    doc = CauseDoc("python-roundtrip", "error", "the value left TensorFlow and came back as a constant")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the value leaves TensorFlow here and comes back as a constant",
            message=f"what NumPy or Python computes is a constant for TensorFlow; the gradient of {case.whose()} ends at this line",
            label=f"leaves TensorFlow here",
            help=f"compute it with TensorFlow ops (tf.sqrt, tf.reduce_mean, …) and look at .numpy() beside the loss only",
            made=None,
        )
