"""Repairs of one place: what goes where, and the code that says so."""

from __future__ import annotations

from dataclasses import dataclass

from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class Rewiring:
    """How a lost state is handed on: `tensors` go into the decoder; `suggestion` is code for its line, or None."""

    tensors: tuple[int, ...]
    suggestion: str | None
    help: str | None


@dataclass(frozen=True, slots=True)
class Reroute:
    """How a dropped result is used: `tensor` goes into the ops `into`; `suggestion` is the line of these ops."""

    tensor: int
    into: tuple[int, ...]
    suggestion: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A state that fits a decoder: its encoder, the code that hands it on, and the variables that this reconnects.

    taker: where the blamed decoder is not the only one that the state fits, the other one; its call is at `location`.
    """

    encoder: str
    suggestion: str | None
    won: frozenset[int]
    taker: Recurrent | None = None
    location: Location | None = None
