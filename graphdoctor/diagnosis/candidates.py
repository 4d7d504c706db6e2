"""Other states that fit a decoder as well as the suggested one: which is meant is for the user to say.

Each is wired on the graph by itself. One that reconnects no more than the suggestion does already is no rival: an
encoder's first layer, whose state its second layer has taken up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphdoctor.diagnosis.blame import Blame, Blamer, Candidate
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.grouping import Group, won_by
from graphdoctor.diagnosis.rewiring import rewiring

MOST = 5


def name_candidates(blamer: Blamer, groups: list[Group]) -> None:
    """Put down for each finding on a lost state what else its decoder could take; the suggestion comes first."""
    for group in groups:
        blame = group.blame
        if blame.encoder is None or blame.decoder is None or blame.rewiring is None:
            continue
        others = list(_others(blamer, blame, group.won))
        if others:
            own = Candidate(blame.encoder.name, blame.rewiring.suggestion, frozenset(group.won))
            blame.candidates = (own, *others[: MOST - 1])


def _others(blamer: Blamer, blame: Blame, won: set[int]) -> Iterator[Candidate]:
    for encoder in _rivals(blamer, blame):
        locate = blamer.evidence.locate_node if blame.symbolic else blamer.evidence.locate_call
        other = replace(blame, encoder=encoder, made=locate(encoder.key), cut=None)
        other.rewiring = rewiring(blamer, other)
        restored = won_by(Group(other, []), blamer.judged, blamer.evidence)
        if restored - won:
            yield Candidate(encoder.name, other.rewiring.suggestion, frozenset(restored))


def _rivals(blamer: Blamer, blame: Blame) -> list[Recurrent]:
    assert blame.encoder is not None and blame.decoder is not None
    lost = blamer.wiring.lost_nodes if blame.symbolic else blamer.wiring.lost_calls
    return [encoder for encoder in lost(blame.decoder) if encoder.key != blame.encoder.key]
