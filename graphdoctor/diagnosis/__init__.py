"""Opinions: which cause a verdict has, at which line, in which words, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphdoctor.diagnosis.cause import CauseDoc


def catalogue() -> list[CauseDoc]:
    """The pages of all causes, by name."""
    from graphdoctor.diagnosis.cause import causes

    return [cause.doc for cause in causes.values()]
