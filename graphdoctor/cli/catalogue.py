"""The causes as the commands know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from graphdoctor.errors import UserError
from graphdoctor.suppression.marks import did_you_mean

if TYPE_CHECKING:
    from graphdoctor.report.renderer import CauseDocument


def catalogue() -> Sequence[CauseDocument]:
    """What is written about each cause, by name."""
    from graphdoctor import diagnosis

    found: Sequence[CauseDocument] = diagnosis.catalogue()
    return sorted(found, key=lambda entry: entry.name)


def catalogue_for(options: dict[str, Any]) -> Sequence[CauseDocument]:
    """All causes by name. Raises UserError (``unknown-cause``) where --select or --ignore names another."""
    documents = catalogue()
    known = [entry.name for entry in documents]
    for name in (*(options["select"] or ()), *(options["ignore"] or ())):
        if name not in known:
            raise unknown_cause(name, known)
    return documents


def unknown_cause(name: str, known: Collection[str]) -> UserError:
    """For a cause that does not exist."""
    hint = did_you_mean(name, known) or "; graphdoctor rules lists them"
    return UserError("unknown-cause", f"no cause is called {name!r}{hint}")
