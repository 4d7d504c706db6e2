"""An encoder's final state that no decoder takes."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.snippets import assigned_names, call_with


@register
class UnwiredState(Cause):
    """An encoder's final state is thrown away, and its decoder starts from zeros (or from something else)."""

    doc = CauseDoc("unwired-state", "error", "no decoder takes the encoder's final state as its initial_state")

    def tell(self, case: Case) -> Told:
        blame = case.blame
        assert blame.encoder is not None and blame.decoder is not None
        encoder, decoder = blame.encoder, blame.decoder
        given = decoder.initial is not None
        return Told(
            title=f"{decoder.name} never receives the final state of {encoder.name}",
            message=f"{decoder.name} starts from {'another state' if given else 'zeros'}, and the final state of {encoder.name} "
            f"is thrown away: {case.whose()} gets no gradient",
            label="starts from something else" if given else "starts from zeros",
            suggestion=_suggestion(case),
            made="computed here and never used",
        )


def _suggestion(case: Case) -> str:
    blame = case.blame
    assert blame.encoder is not None and blame.decoder is not None
    names = assigned_names(blame.made)
    states = list(names[1:]) if blame.encoder.returns_state and len(names) == len(blame.encoder.final) + 1 else []
    if not states or "_" in states:
        states = ["state_h", "state_c"] if len(blame.decoder.units) == 2 else [f"state_{n}" for n in range(len(blame.decoder.units))]
        states = ["state"] if len(blame.decoder.units) == 1 else states
    value = states[0] if len(states) == 1 else f"[{', '.join(states)}]"
    return call_with(blame.location, blame.decoder.name, f"initial_state={value}")
