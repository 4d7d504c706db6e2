"""Our verdicts beside TensorFlow's own answers, variable by variable and loss by loss."""

from __future__ import annotations

from graphdoctor.analysis.verdicts import DISCONNECTED, ZERO, Judged
from graphdoctor.diagnosis.evidence import Evidence

AGREES = "agrees"
NOT_EVALUATED = "not evaluated"


class Comparison:
    """What TensorFlow says of each verdict; empty without --verify."""

    def __init__(self, judged: Judged, evidence: Evidence) -> None:
        self.judged = judged
        inner = ("branch", "while-body", "while-cond")
        self._runs_branches = any(f.eager and f.kind in inner for f in judged.step.frames)
        self.said: list[dict[str, str]] = [{} for _ in judged.step.variables]
        for request in judged.losses:
            answers = evidence.verified(request.index)
            always = [v for v, none in answers.items() if not none and self._ours(request.index, v) == ZERO]
            measured = evidence.measured(request.index, always) if always else {}
            for variable, none in answers.items():
                told = self._told(request.index, variable, none, measured.get(variable))
                if told is not None:
                    self.said[variable][f"loss{request.index}"] = told

    def _ours(self, loss: int, variable: int) -> str:
        return self.judged.by_loss[variable][loss].verdict

    def _told(self, loss: int, variable: int, none: bool, measured: str | None) -> str | None:
        """ "agrees", what TensorFlow answers against us, or why nothing was computed; None: nothing is claimed."""
        ours = self.judged.by_loss[variable][loss]
        if ours.undecided:
            return None
        if (ours.verdict == DISCONNECTED) != none:
            if self._runs_branches:
                return f"{NOT_EVALUATED}: eager code runs branches and loops op by op, the trace as a whole"
            return f"TensorFlow answers {'None' if none else 'a gradient'}"
        if ours.verdict != ZERO or measured == "zero":
            return AGREES
        if measured == "not zero":
            return "TensorFlow's gradient is not zero at random weights and inputs"
        return f"{NOT_EVALUATED}: {measured or 'TensorFlow gave no tensor'}"


def against_us(said: str) -> bool:
    """Whether an entry of `verified` contradicts the verdict."""
    return said != AGREES and not said.startswith(NOT_EVALUATED)
