"""What is not judged: that to which a script that failed, or was left while it still ran, had not come yet, and
variables whose values live on as tensors."""

from __future__ import annotations

from graphdoctor.analysis.verdicts import DISCONNECTED, Judged
from graphdoctor.diagnosis.evidence import Evidence

_LATER = ("unused-variable", "missing-from-sources")
"""What a later turn, or a later step, may mend: it may ask for the gradients of another network."""


def is_open(judged: Judged, evidence: Evidence, variable: int, cause: str) -> bool:
    """Whether the script ended, or was left, before it could have trained a variable that nobody asked for until then.

    A loss without any source has asked for nothing by mistake: what it depends on is judged.
    """
    if judged.asking(variable) or any(not request.sources for request in judged.losses):
        return False
    if evidence.failure() is None:
        return evidence.cut_off() and cause in _LATER and evidence.made_after_step(variable)
    return not judged.complete or cause in _LATER or evidence.made_after_step(variable)


def trains_tensors(judged: Judged, evidence: Evidence, variable: int) -> bool:
    """Whether a variable's value may be one of the tensors that the step was given, and trains in its place."""
    sources = [source for request in judged.losses for source in request.sources]
    return (
        bool(sources)
        and all(source.variable is None for source in sources)
        and judged.verdict[variable] == DISCONNECTED
        and evidence.taken(variable)
    )


def notes_on(judged: Judged, evidence: Evidence, variables: list[str]) -> list[str]:
    """What the report says of the end of the script, and of the variables that it leaves open."""
    notes = []
    why = evidence.failure()
    if variables and why is None:
        notes.append(
            "undecided, as the script was not waited for any longer after its first step, and had not trained them "
            f"yet: {', '.join(variables)}"
        )
    elif variables:
        notes.append(
            f"undecided, as the script failed before it came to them ({why}): {', '.join(variables)}"
        )
    if not judged.complete:
        because = f" ({why})" if why and not variables else ""
        notes.append(
            f"the script failed before its step was complete{because}: "
            "which gradients are applied was not checked"
        )
    return notes
