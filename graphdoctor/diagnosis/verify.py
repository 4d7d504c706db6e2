"""Our verdicts beside TensorFlow's own answers, variable by variable."""

from __future__ import annotations

from graphdoctor.analysis.verdicts import DISCONNECTED, Judged
from graphdoctor.diagnosis.evidence import Evidence


def agreement(judged: Judged, evidence: Evidence, variable: int) -> dict[str, str]:
    """For each loss that names a variable: "agrees", or what TensorFlow answered against us.

    TensorFlow's `None` and our `disconnected` must coincide; whether a tensor is zero for ever is not asked of it.
    """
    found: dict[str, str] = {}
    for request in judged.losses:
        answer = evidence.verified(request.index).get(variable)
        if answer is None:
            continue
        ours = judged.by_loss[variable][request.index].verdict == DISCONNECTED
        told = "agrees" if ours == answer else f"TensorFlow answers {'None' if answer else 'a gradient'}"
        found[f"loss{request.index}"] = told
    return found
