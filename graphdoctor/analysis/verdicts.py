"""The verdict on every variable and every loss, with its witness."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.first_turns import first_turn_only, first_turns
from graphdoctor.analysis.follower import Follower
from graphdoctor.analysis.reach import Reach, Walker
from graphdoctor.graph.model import Request, StepGraph, Variable

CONNECTED, UNTRAINED, ZERO, DISCONNECTED, FROZEN = "connected", "untrained", "zero", "disconnected", "frozen"
ORDER = (CONNECTED, UNTRAINED, ZERO, DISCONNECTED)
"""Best first."""


@dataclass(slots=True)
class ByLoss:
    """What one loss says of one variable; `why` is set where it is `untrained` or not watched."""

    verdict: str
    why: str | None = None
    applied_to: int | None = None
    apply_op: int | None = None
    undecided: bool = False
    sliced: bool = False
    """Whether what is misapplied was cut out of a flat vector of gradients."""


@dataclass(slots=True)
class Judged:
    """Everything the diagnosis needs to know of a step."""

    step: StepGraph
    walker: Walker
    reach: dict[int, Reach]
    losses: list[Request]
    by_loss: list[dict[int, ByLoss]]
    verdict: list[str]
    var_op: dict[int, int]
    applies: bool
    complete: bool
    notes: list[str] = field(default_factory=list)
    # variables that are called connected for lack of a proof
    undecided: set[int] = field(default_factory=set)
    # what is applied is made of constants, or of the weights themselves, alone
    in_vain: bool = False
    # a gradient changes a variable that gradients are asked for, not only a sum of gradients
    arrives: bool = False
    # tensors that are asked for in a variable's place, by variable: the loss that is asked, and the tensor's op
    stand_ins: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    # the bodies (frames) of loops of which the losses read the first item only, each with the op that picks it
    turned_once: dict[int, int] = field(default_factory=dict)
    _askers: dict[int | None, set[int]] | None = None

    def asking(self, variable: int) -> frozenset[int]:
        """The losses that name a variable among their sources, or a tensor in its place."""
        if self._askers is None:
            self._askers = {}
            for request in self.losses:
                for source in request.sources:
                    self._askers.setdefault(source.variable, set()).add(request.index)
            for asked, tensors in self.stand_ins.items():
                self._askers.setdefault(asked, set()).update(request for request, _ in tensors)
        return frozenset(self._askers.get(variable, ()))

    def _kin(self, variable: int, request: int) -> int:
        """How many scopes a variable shares with some variable that a request names: `generator/conv/kernel`."""
        own = self.step.variables[variable].name.split("/")
        asked = next(r for r in self.losses if r.index == request).sources
        named = {s.variable for s in asked if s.variable is not None}
        names = (self.step.variables[other].name.split("/") for other in named)
        return max((_shared(own, name) for name in names), default=0)

    def best(self, variable: int) -> tuple[int | None, ByLoss | None]:
        """The loss that says the best of a variable, and what it says."""
        said = self.by_loss[variable]
        if not said:
            return None, None
        if len(said) == 1:
            return next(iter(said.items()))
        asked = self.asking(variable)
        kin = {n: self._kin(variable, n) for n in said} if len({s.why for s in said.values()}) == 1 else {}
        loss = min(
            said,
            key=lambda n: (
                ORDER.index(said[n].verdict),
                said[n].why is None,  # not watched by one loss says more than not in another one
                n not in asked,
                -kin.get(n, 0),
                n,
            ),
        )
        return loss, said[loss]


def _shared(one: list[str], other: list[str]) -> int:
    """How many first entries two lists have in common."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def judge(
    step: StepGraph, complete: bool = True, left: frozenset[int] = frozenset(), walker: Walker | None = None
) -> Judged:
    """Decide every variable. `left`: ops whose values left TensorFlow for Python (a gradient may be applied there)."""
    walker = walker or Walker(step)
    applications = Applications(step)
    losses = [r for r in step.requests if not _feeds_another(step, r)]
    losses = [r for r in losses if not _leads_nowhere(applications, r, losses)]
    reach = {r.index: walker.reach(r) for r in losses}
    turned_once: dict[int, int] = {}
    # where the last of several layers counts for one turn only, so may the one before it: hence again
    while found := {b: p for b, p in first_turns(walker, losses, reach).items() if b not in turned_once}:
        # what picks from the last layer is to blame for those before it, too
        for body, pick in found.items():
            turned_once[body] = min((p for p in turned_once.values() if p > pick), default=pick)
        step = first_turn_only(step, turned_once)
        walker = Walker(step)
        once = {r.index: walker.reach(r) for r in losses}
        # TensorFlow answers for all turns, if only with zeros
        reach = {index: replace(new, answered=reach[index].answered) for index, new in once.items()}
    var_op = {variable: op for op, variable in step.handles.items()}
    follows = Follower(applications, losses, left, walker.facts)
    judged = Judged(
        step, walker, reach, losses, [{} for _ in step.variables], [], var_op, follows.applies, complete
    )
    judged.turned_once = turned_once
    judged.in_vain, judged.arrives = follows.in_vain, follows.arrives()
    for variable in step.variables:
        for request in losses:
            said = _ask(judged, request, variable.index, follows)
            judged.by_loss[variable.index][request.index] = said
    for keeper, index in follows.keepers:
        judged.by_loss[keeper][index] = ByLoss(CONNECTED)
    for variable in step.variables:
        if not expected_to_train(step, variable):
            judged.verdict.append(FROZEN)
        else:
            verdicts = [s.verdict for s in judged.by_loss[variable.index].values()]
            verdict = min(verdicts, key=ORDER.index) if verdicts else DISCONNECTED
            # a gradient that is asked for at a copy of the weights may be meant for others
            judged.verdict.append(FROZEN if verdict == UNTRAINED and not variable.trainable else verdict)
    return judged


def expected_to_train(step: StepGraph, variable: Variable) -> bool:
    """Trainable, or asked for by name: a picture that is optimised, a learned rate.

    A layer's own statistics are asked for along with its weights (`model.variables`), and not expected to train unless
    a request is for such variables alone.
    """
    if variable.trainable or variable.library:
        return variable.trainable
    asked = [r for r in step.requests if any(s.variable == variable.index for s in r.sources)]
    return bool(asked) and (variable.layer_type is None or any(_asks_for_fixed_only(step, r) for r in asked))


def _asks_for_fixed_only(step: StepGraph, request: Request) -> bool:
    return all(s.variable is not None and not step.variables[s.variable].trainable for s in request.sources)


def _feeds_another(step: StepGraph, request: Request) -> bool:
    """An inner gradient (a penalty, a meta-step) is part of another loss, and no loss of its own.

    Nor is one that asks for no variable: within another tape wherever its result goes, else where another loss is made
    of it. It was not meant to train any.
    """
    for_no_variable = all(s.variable is None for s in request.sources)
    if not request.inner and not for_no_variable:
        return False
    if request.inner and for_no_variable and not all(r.inner for r in step.requests):
        return True
    results = {r for r in request.results if r is not None}
    others = [t for r in step.requests if r is not request for t, _ in r.targets]
    seen: set[int] = set()
    stack = list(others)
    while stack:
        op = stack.pop()
        if op in results:
            return True
        if op in seen:
            continue
        seen.add(op)
        stack.extend(source for source, _ in step.inputs[op])
    return False


def _leads_nowhere(applications: Applications, request: Request, losses: list[Request]) -> bool:
    """An inner gradient that changes no variable that trains, and on which no other loss depends: no loss by itself."""
    if not request.inner or all(r.inner for r in losses):
        return False
    for position in range(len(request.sources)):
        found = applications.follow_anyhow(request, position, applications.follow(request, position))
        if applications.sources & {*found.kept, *found.any}:
            return False
    return True


def _ask(judged: Judged, request: Request, variable: int, follows: Follower) -> ByLoss:
    said = _ask_directly(judged, request, variable, follows)
    if said.verdict == CONNECTED or not judged.complete:
        return said
    tensors = follows.detours.tensors(request, variable)
    if follows.detours.arrives(request, judged.reach[request.index].live, tensors):
        return ByLoss(CONNECTED)
    judged.stand_ins.setdefault(variable, []).extend((request.index, op) for op, _ in tensors)
    return said


def _ask_directly(judged: Judged, request: Request, variable: int, follows: Follower) -> ByLoss:
    reach, step = judged.reach[request.index], judged.step
    op = judged.var_op.get(variable)
    if op is None or (op not in reach.live and op not in reach.answered):
        if op is not None and op in reach.undecided:
            return ByLoss(DISCONNECTED, None, undecided=True)
        return ByLoss(DISCONNECTED)
    if not _watched(step, request, variable):
        return ByLoss(DISCONNECTED, "not-watched")
    if op not in reach.live:
        return ByLoss(ZERO, None, undecided=op in reach.undecided and _unknown_on_way(judged, request, op))
    if not follows.asks(request, variable):
        return ByLoss(UNTRAINED, "missing-from-sources")
    if judged.complete and not follows.applies:
        return ByLoss(CONNECTED)
    own, other, apply_op = follows.own(request, variable)
    if own:
        return ByLoss(CONNECTED)
    foreign = follows.foreign(variable, unlike=not judged.complete)
    if foreign is not None:
        return ByLoss(UNTRAINED, "misapplied", other, foreign)
    sliced = follows.cut_wrongly(variable) if judged.complete else None
    if sliced is not None:
        return ByLoss(UNTRAINED, "misapplied", None, sliced, sliced=True)
    if not judged.complete:  # whether it would have been applied after the failure is not known
        return ByLoss(CONNECTED, undecided=True)
    if follows.may_be_chosen(request, variable):
        return ByLoss(CONNECTED, undecided=True)
    return ByLoss(UNTRAINED, "not-applied", other, apply_op)


def _unknown_on_way(judged: Judged, request: Request, op: int) -> bool:
    return op not in judged.reach[request.index].answered


def _watched(step: StepGraph, request: Request, variable: int) -> bool:
    if request.watched is None:
        return step.variables[variable].trainable or variable in request.explicit
    return variable in request.watched


def all_none(judged: Judged) -> bool:
    """Whether some loss reaches none of the variables that it asks for, although the step reads them.

    An optimizer raises then. What the step does not read may have been read before it began, where nobody saw it.
    """
    for request in judged.losses:
        asked = [s.variable for s in request.sources if s.variable is not None]
        read = [v for v in asked if v in judged.var_op]
        if not read or len(read) < len(asked):
            continue
        if all(judged.by_loss[v][request.index].verdict == DISCONNECTED for v in asked):
            return True
    return False
