"""Why a variable is not read in the step: its layer lies outside of the model, it was read too early, or never."""

from __future__ import annotations

from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Evidence, Node, Recurrent
from graphdoctor.diagnosis.functional_wiring import FunctionalWiring, called_at


def unread_blame(wiring: FunctionalWiring, evidence: Evidence, variable: int) -> Blame:
    """The blame of a variable that no op of the step reads."""
    outside = wiring.outside_model(variable)
    if outside is not None:
        node, encoder, decoder = outside
        alone = evidence.nodes()[node].whole is None
        return _outside_blame(evidence, wiring.last_outside(node) if alone else node, encoder, decoder)
    python = evidence.run_by_python(variable)
    if python is not None:
        key = ("python-roundtrip", python, "runs")
        return Blame("python-roundtrip", python, key, facts={"runs": True})
    early = evidence.read_outside(variable)
    if early is not None:
        return Blame("outside-tape", early, ("outside-tape", early))
    if evidence.elsewhere(variable):
        where = evidence.created(variable)
        return Blame("outside-tape", where, ("outside-tape", where), facts={"elsewhere": True})
    copied = evidence.copied_from(variable)
    where = copied or evidence.created(variable)
    facts: dict[str, object] = {
        "copied": copied is not None,
        "changed": evidence.changed_by_hand(variable),
    }
    return Blame("unused-variable", where, ("unused-variable", where, *facts.values()), facts=facts)


def _outside_blame(
    evidence: Evidence, node: int, encoder: Recurrent | None, decoder: Recurrent | None
) -> Blame:
    """A layer that was called, but lies outside of the model that is trained."""
    if encoder is not None and decoder is not None:
        where = evidence.locate_node(called_at(evidence.nodes(), decoder))
        made = evidence.locate_node(encoder.key)
        key = ("unwired-state", where, made)
        return Blame("unwired-state", where, key, None, made, decoder, encoder, symbolic=True)
    where, found = evidence.locate_node(node), evidence.nodes()[node]
    whole = _cut_short(found)
    facts: dict[str, object] = {"node": node, "whole": whole, "library": found.of_library}
    if whole is None and found.whole is not None:
        facts["elsewhere"] = found.whole
    told = ("layer-outside-model", where, whole, facts["library"])
    return Blame("layer-outside-model", where, told, facts=facts, symbolic=True)


def _cut_short(node: Node) -> str | None:
    """The model of which the trained one takes only a part, as one does with a backbone; None where there is none."""
    return node.whole if node.shared else None
