"""Why one variable does not train: what a finding is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.repairs import Candidate, Reroute, Rewiring
from graphdoctor.source import Location


@dataclass(slots=True)
class Blame:
    """Why one variable does not train. `key` tells findings apart: one finding per cut."""

    cause: str
    location: Location | None
    key: tuple[object, ...]
    cut: Cut | None = None
    made: Location | None = None  # where the lost value was made
    decoder: Recurrent | None = None
    encoder: Recurrent | None = None
    other: int | None = None  # the variable that is concerned as well
    symbolic: bool = False
    rewiring: Rewiring | None = None
    reroute: Reroute | None = None
    candidates: tuple[Candidate, ...] = ()  # where several states fit alike; the suggested one first
    facts: dict[str, object] = field(default_factory=dict)
