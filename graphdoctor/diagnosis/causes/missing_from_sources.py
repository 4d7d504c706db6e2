"""a variable in no list of sources."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register


@register
class MissingFromSources(Cause):
    """a variable in no list of sources."""

    doc = CauseDoc("missing-from-sources", "error", "a variable in no list of sources")

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"{case.whose()} is missing from the list of variables",
            message=f"the loss depends on {case.whose()}, but no gradient is asked for {case.many}",
            label=f"not in this list",
            help=f"add its trainable_variables to the list, or freeze it with trainable = False",
            made=None,
        )
