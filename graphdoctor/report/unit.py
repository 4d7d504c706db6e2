"""What is drawn as one box: one of the report's boxes, or several that are folded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

Json = Mapping[str, Any]
BLOCK = re.compile(r"^(.*?\d+[a-z]?)(?:[_./-]|$)")
"""The part of a layer's name that names its block: ``block3a`` of ``block3a_conv``."""


@dataclass(slots=True)
class Unit:
    """Boxes shown as one. around: the frames around all of them, outermost first. times counts the repeated blocks in
    it; rank is 0 for what must be seen, 1 for what is unreachable or next to it, 2 for the rest."""

    members: list[Json]
    around: tuple[str, ...]
    rank: int
    name: str = ""
    times: int = 1

    @property
    def parent(self) -> str | None:
        """The innermost frame around it."""
        return self.around[-1] if self.around else None

    @property
    def status(self) -> str:
        """The members' common status; boxes without variables take that of the others."""
        found = {box["status"] for box in self.members} - {"none"}
        return found.pop() if len(found) == 1 else ("mixed" if found else "none")

    @property
    def kind(self) -> str:
        """The kind of the boxes in it."""
        kinds = {box["kind"] for box in self.members}
        return kinds.pop() if len(kinds) == 1 else "layer"

    @property
    def made(self) -> tuple[str, ...]:
        """Two units of which this is equal are built alike."""
        return tuple(box["type"] for box in self.members)

    @property
    def marks(self) -> tuple[str, frozenset[str | None]]:
        """The status and the findings: what must not be mixed where it can be helped."""
        return self.status, frozenset(box.get("finding") for box in self.members)

    def absorb(self, other: Unit) -> None:
        """Takes another unit's boxes in; the name tells the first and the last of them, or their common block."""
        first, last = self.name.split(" … ")[0], other.name.split(" … ")[-1]
        ours, theirs = BLOCK.match(first), BLOCK.match(last)
        if ours and theirs and ours.group(1) == theirs.group(1):
            self.name = ours.group(1)
        elif first != last:
            self.name = f"{first} … {last}"
        self.members += other.members
        self.rank = min(self.rank, other.rank)
        both = zip(self.around, other.around, strict=False)
        self.around = tuple(frame for frame, _ in takewhile(lambda pair: pair[0] == pair[1], both))
        self.times = 1
