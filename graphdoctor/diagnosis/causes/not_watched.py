"""a variable that the tape does not watch."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class NotWatched(Cause):
    """a variable that the tape does not watch."""

    doc = CauseDoc("not-watched", "error", "a variable that the tape does not watch")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the tape does not watch {case.whose()}",
            message=f"the tape was told what to watch, and {case.whose()} is not among that",
            label=f"asked for here, never watched",
            help=f"tape.watch it before it is used, or let the tape watch all trainable variables",
            made=None,
        )
