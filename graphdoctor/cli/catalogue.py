"""The causes as the commands know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphdoctor.errors import UserError
from graphdoctor.report.delivery import names

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
    known = {entry.name for entry in documents}
    for name in (*names(options["select"]), *names(options["ignore"])):
        if name not in known:
            raise UserError("unknown-cause", f"no cause is called {name!r}; graphdoctor rules lists them")
    return documents
