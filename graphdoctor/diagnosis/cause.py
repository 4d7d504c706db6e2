"""What a cause is: its name, its page, and how it is told of one finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graphdoctor.analysis.verdicts import ZERO, Judged
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import LayerCall, Variable
from graphdoctor.registry import Registry
from graphdoctor.source import Location

_AUTOMATIC = re.compile(r"(sequential|functional|model)(_\d+)?")
"""What Keras calls a model that has no name."""


@dataclass(frozen=True, slots=True)
class Case:
    """One finding to be told: what was blamed, and the variables that it concerns."""

    blame: Blame
    variables: Sequence[Variable]
    judged: Judged
    evidence: Evidence
    won: frozenset[int] = frozenset()  # what the repair that was made on the graph reconnects

    @property
    def op_type(self) -> str:
        """The type of the op that cuts, empty where there is none."""
        cut = self.blame.cut
        return "" if cut is None or cut.op is None else self.judged.step.types[cut.op]

    @property
    def mended(self) -> bool:
        """Whether the repair that was made on the graph reconnects all of these variables."""
        return all(v.index in self.won for v in self.variables)

    @property
    def asked(self) -> bool:
        """Whether any loss asks for a gradient of these variables: if none does, they are not meant to train by it."""
        return any(self.judged.asking(v.index) for v in self.variables)

    @property
    def holed(self) -> bool:
        """Whether a loss that asks for these variables answers None for others: dropping that shifts the list."""
        asking = {n for v in self.variables for n in self.judged.asking(v.index)}
        return any(
            result is None and source.variable is not None
            for request in self.judged.losses
            if request.index in asking
            for source, result in zip(request.sources, request.results, strict=True)
        )

    @property
    def stranger(self) -> bool:
        """Whether the request of this finding asks for variables that another request asks for as well."""
        here = [r for r in self.judged.losses if self.evidence.locate_request(r.index) == self.blame.location]
        mine = {s.variable for r in here for s in r.sources}
        others = {s.variable for r in self.judged.losses if r not in here for s in r.sources}
        return bool(mine & others - {None})

    @property
    def answer(self) -> str:
        """What TensorFlow answers for the variables: `None`, or zeros, which no warning looks for."""
        zero = any(self.judged.verdict[v.index] == ZERO for v in self.variables)
        return "zeros and prints no warning" if zero else "None"

    @property
    def many(self) -> str:
        """`it` or `them`, to agree with `whose`."""
        return self.verb("it", "them")

    def verb(self, one: str, several: str) -> str:
        """The form that agrees with `whose`: "dense is", "dense and dense_1 are"."""
        return one if len(self._names()) == 1 else several

    def whose(self) -> str:
        """The layers that the variables belong to, or their names, in few words."""
        names = self._names()
        if len(names) <= 2:
            return " and ".join(names)
        return f"{names[0]}, {names[1]} and {len(names) - 2} more"

    def _names(self) -> list[str]:
        return list(dict.fromkeys(self._model(v) or self._name(v) for v in self.variables))

    def _model(self, variable: Variable) -> str | None:
        """The outermost model or block that is concerned as a whole, of several layers, by a name that people gave."""
        concerned = {v.index for v in self.variables}
        path = ""
        for part in variable.name.split("/")[:-1]:
            path += f"{part}/"
            within = [v for v in self.judged.step.variables if v.trainable and v.name.startswith(path)]
            several = len({v.layer_key for v in within}) > 1
            if not several or not all(v.index in concerned for v in within) or _AUTOMATIC.fullmatch(part):
                continue
            if not self._is_used(c for c in self.judged.step.calls if c.name == part):
                return part
        return None

    def _is_used(self, calls: Iterable[LayerCall]) -> bool:
        """Where a result is dropped: whether these calls return others that count, as a block may that drops a part."""
        if self.blame.cause not in ("dropped-output", "hidden-drop"):
            return False
        live = [reach.live for reach in self.judged.reach.values()]
        return any(op in ops for call in calls if not call.symbolic for op, _ in call.outputs for ops in live)

    def _name(self, variable: Variable) -> str:
        """The layer, where all that it trains is concerned; else the variable: its name, or the user's words for it."""
        key = variable.layer_key
        mine = (c for c in self.judged.step.calls if c.layer_key == key)
        if variable.layer and key is not None and self._is_whole(variable) and not self._is_used(mine):
            return variable.layer
        expression = self.evidence.expression(variable.index)
        if expression is None:
            return variable.name
        namesakes = [v for v in self.judged.step.variables if self.evidence.expression(v.index) == expression]
        return expression if len(namesakes) == 1 else f"{variable.name} ({expression})"

    def _is_whole(self, variable: Variable) -> bool:
        """Whether all that a variable's layer trains is concerned, with the layers that are below it by name."""
        concerned = {v.index for v in self.variables}
        path = variable.name.rpartition("/")[0] + "/"
        return all(
            v.index in concerned
            for v in self.judged.step.variables
            if v.trainable and (v.layer_key == variable.layer_key or v.name.startswith(path))
        )


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
