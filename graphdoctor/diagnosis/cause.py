"""What a cause is: its name, its page, and how it is told of one finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.blame import Blame
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import Variable
from graphdoctor.registry import Registry
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class Case:
    """One finding to be told: what was blamed, and the variables that it concerns."""

    blame: Blame
    variables: Sequence[Variable]
    judged: Judged
    evidence: Evidence

    @property
    def op_type(self) -> str:
        """The type of the op that cuts, empty where there is none."""
        cut = self.blame.cut
        return "" if cut is None or cut.op is None else self.judged.step.types[cut.op]

    @property
    def many(self) -> str:
        """`it` or `them`."""
        return "it" if len(self.variables) == 1 else "them"

    def whose(self) -> str:
        """The layers that the variables belong to, or their names, in few words."""
        layers = list(dict.fromkeys(v.layer for v in self.variables if v.layer))
        names = layers if layers and all(v.layer for v in self.variables) else [v.name for v in self.variables]
        if len(names) <= 2:
            return " and ".join(names)
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"


@dataclass(slots=True)
class Told:
    """The words of one finding. `suggestion` is code; `help` is a sentence where no code can be given."""

    title: str
    message: str
    label: str = ""
    help: str | None = None
    suggestion: str | None = None
    made: str | None = None  # what is said of the place where the lost value was made
    severity: str | None = None
    related: list[tuple[Location, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CauseDoc:
    """A cause's page."""

    name: str
    severity: str
    summary: str
    explain: str = ""
    bad: str = ""
    good: str = ""


class Cause:
    """One cause. Subclasses give the page and the words."""

    doc: CauseDoc

    def tell(self, case: Case) -> Told:
        """The words of one finding."""
        raise NotImplementedError


causes: Registry[Cause] = Registry("cause", "graphdoctor.diagnosis.causes")


def register(cls: type[Cause]) -> type[Cause]:
    """Class decorator: make a cause known under its name."""
    causes.add(cls.doc.name, cls())
    return cls
