"""Other states that fit a decoder as well as the suggested one, and other decoders that its state fits as well.

Which is meant is for the user to say. Each is wired on the graph by itself. A state that reconnects no more than the
suggestion does already is no rival: an encoder's first layer, whose state its second layer has taken up. A decoder that
reads what the suggested one returns is none either: the second layer of a stacked decoder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.grouping import Group, won_by
from graphdoctor.diagnosis.repairs import Candidate
from graphdoctor.diagnosis.rewiring import rewiring

MOST = 5


def name_candidates(blamer: Blamer, groups: list[Group]) -> None:
    """Put down for each finding on a lost state what else would mend it; the suggestion comes first."""
    for group in groups:
        blame = group.blame
        if blame.encoder is None or blame.decoder is None or blame.rewiring is None:
            continue
        others = [*_others(blamer, blame, group.won), *_takers(blamer, blame, group.won)]
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
    wiring = blamer.functional if blame.symbolic else blamer.wiring
    return [encoder for encoder in wiring.lost_calls(blame.decoder) if encoder.key != blame.encoder.key]


def _takers(blamer: Blamer, blame: Blame, won: set[int]) -> Iterator[Candidate]:
    assert blame.encoder is not None and blame.decoder is not None
    evidence = blamer.evidence
    wiring = blamer.functional if blame.symbolic else blamer.wiring
    locate = evidence.locate_node if blame.symbolic else evidence.locate_call
    for decoder in wiring.other_calls(blame.encoder, blame.decoder):
        other = replace(blame, decoder=decoder, location=locate(decoder.key), cut=None)
        other.rewiring = rewiring(blamer, other)
        restored = won_by(Group(other, []), blamer.judged, evidence)
        if won <= restored:
            found = other.rewiring.suggestion
            yield Candidate(blame.encoder.name, found, frozenset(restored), decoder, other.location)
