"""What the gradient of one request reaches: live paths, and what TensorFlow answers where no live path leads.

`live` follows only edges along which TensorFlow's gradient is neither None nor provably zero. `answered` follows what
TensorFlow itself does: it zero-fills the dropped outputs of calls, loops and branches, so that it answers a tensor of
zeros where no path exists. A variable in `answered` but not in `live` is `zero`; one in neither is `disconnected`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graphdoctor.analysis.control_flow import Returns, ancestors, exits_of_loops, handed_on
from graphdoctor.analysis.demand import AskedBack, Demand, Edge
from graphdoctor.analysis.facts import BLOCKING, ZeroFacts
from graphdoctor.analysis.picks import LIST_READS, PICKING
from graphdoctor.graph.model import ARG, LIVE, OP, RET, UNKNOWN, VAR, ZERO, Ref, Request, StepGraph


@dataclass(slots=True)
class Reach:
    """The ops that a request's gradient reaches, each with the op it came from (towards the loss)."""

    live: dict[int, int | None] = field(default_factory=dict)
    answered: dict[int, int | None] = field(default_factory=dict)
    undecided: dict[int, int | None] = field(default_factory=dict)
    dead: frozenset[Edge] = frozenset()  # inputs of which the loss asks for no element
    asked: AskedBack | None = None  # what it asks for, where that is not all


class Walker:
    """Walks one step for its requests; holds what they share."""

    def __init__(self, step: StepGraph, facts: ZeroFacts | None = None) -> None:
        self.step = step
        self.facts = facts if facts is not None else ZeroFacts(step)
        self.returns = Returns(step)
        self.extra: dict[int, tuple[Ref, ...]] = {}
        self._handed_on = handed_on(step)
        self._known: dict[int, Sequence[str]] = {}  # what the registry answers
        self._unknown: set[int] = set()  # where it does not say
        # ops of which every input that may have a gradient has one, as far as the registry says; and truly
        self._open, self._clear, self._none = (bytearray(len(step)) for _ in range(3))
        self._exits = exits_of_loops(step)
        self._demand = Demand(step, self.facts)
        self._dead: frozenset[Edge] = frozenset()
        self._behind: set[int] = set()  # what the request's targets are made of, where v1 loops are about

    def reach(self, request: Request) -> Reach:
        """All three walks of one request."""
        found = Reach()
        if self._exits:
            self._behind = ancestors(self.step, [op for op, _ in request.targets])
        found.answered = self._walk(request, self._answered_inputs, self._open)
        found.asked = self._asked_back(request, found.answered)
        found.dead = self._dead = found.asked.dead if found.asked is not None else frozenset()
        if not found.dead and self._all_clear(found.answered):
            found.live = dict(found.answered)
            return found
        if found.dead:
            whole = bytearray(self._clear)
            for op, _ in found.dead:
                whole[op] = False
            live = self._walk(request, self._living_inputs, whole)
        else:
            live = self._walk(request, self._live_inputs, self._clear)
        # a pick goes straight to the parts that it reads: what is not answered on the way there cannot be live
        found.live = {op: parent for op, parent in live.items() if op in found.answered}
        if self._has_unknown(found.answered):
            found.undecided = self._walk(request, self._possible_inputs, self._none)
        return found

    def _asked_back(self, request: Request, answered: Collection[int]) -> AskedBack | None:
        """What a loss asks back for, element by element; None where that is all there is."""
        openers = self._demand.opens(answered, bool(self.extra))
        if not openers:
            return None
        wired = (ref for refs in self.extra.values() for ref in refs)
        ops = self._walk(request, self._plain_inputs, self._clear)
        return AskedBack(self._demand, ops, openers, {*request.targets, *wired})

    def _plain_inputs(self, ref: Ref) -> Iterator[Ref]:
        """What a gradient flows to, if only zeros."""
        op = ref[0]
        refs = self.step.inputs[op]
        for position, (source, answer) in enumerate(
            zip(refs, self._answers(op) if refs else (), strict=False)
        ):
            if answer == LIVE and not self.facts.blocks(op, position):
                yield source
        yield from self.extra.get(op, ())

    def recorded(self, request: Request, op: int) -> bool:
        """Whether the request's tape saw the op."""
        step = self.step
        if step.roles[op] == VAR or (step.roles[op] == ARG and step.dtypes[op][0] == "resource"):
            return True
        if op in self._handed_on:
            return True
        place = step.within(op, request.frame)
        if place is None:
            return False
        if step.roles[op] == ARG and step.frame_of[op] == request.frame:
            return False
        if request.spans is None:
            return True
        inside = any(first <= place < last for first, last in request.spans)
        return inside and not any(first <= place < last for first, last in request.stopped)

    def _walk(
        self, request: Request, inputs: Callable[[Ref], Iterable[Ref]], whole: bytearray
    ) -> dict[int, int | None]:
        """The ops that `inputs` leads to from the targets; `whole`: those of which it need not be asked again."""
        step = self.step
        roles, frames, orders, dtypes, differentiable, wired = (
            step.roles, step.frame_of, step.order, step.dtypes, step.trainable_dtypes, step.inputs,
        )  # fmt: skip
        home, (first, last) = request.frame, _only_span(request)
        came_from: dict[int, int | None] = {}
        # breadth first, so that the witness is a shortest path
        queue: deque[tuple[Ref, int | None]] = deque((t, None) for t in dict.fromkeys(request.targets))
        seen = {*request.targets, *request.barred}
        while queue:
            ref, parent = queue.popleft()
            op, port = ref
            row = dtypes[op]
            if port >= len(row) or row[port] not in differentiable:
                continue
            simple = roles[op] == OP and frames[op] == home and first <= orders[op] < last
            if not simple and not self.recorded(request, op):
                continue
            came_from.setdefault(op, parent)
            for source in wired[op] if whole[op] else inputs(ref):
                if source not in seen:
                    seen.add(source)
                    queue.append((source, op))
        return came_from

    def _answers(self, op: int) -> Sequence[str]:
        known = self._known.get(op)
        if known is None:
            known = self._known[op] = self.step.answers(op)
            if UNKNOWN in known:
                self._unknown.add(op)
            elif self.step.roles[op] == OP and not self.extra and self._passes_whole(op, known):
                kind = self.step.types[op]
                self._open[op] = kind not in LIST_READS and op not in self._exits
                self._clear[op] = self._is_clear(op, kind)
        return known

    def _is_clear(self, op: int, kind: str) -> bool:
        """Whether no gradient of an op is zero for ever, or goes to parts of an input only."""
        if kind in BLOCKING:
            return not any(self.facts.blocks(op, position) for position in range(len(self.step.inputs[op])))
        return kind != "IdentityN" and not (kind in PICKING and self.facts.picks.may_pick(op))

    def _passes_whole(self, op: int, answers: Sequence[str]) -> bool:
        """Whether only inputs that cannot have a gradient get none."""
        refs = self.step.inputs[op]
        if len(answers) < len(refs):
            return False
        return answers.count(LIVE) == len(refs) or not any(
            answer != LIVE and self.step.differentiable(ref)
            for ref, answer in zip(refs, answers, strict=False)
        )

    def _live_inputs(self, ref: Ref) -> Iterable[Ref]:
        op = ref[0]
        refs = self.step.inputs[op]
        extra = self.extra.get(op, ()) if self.extra else ()
        if not refs:
            return extra
        answers = self._answers(op)
        kind = self.step.types[op]
        if kind == "IdentityN" and set(answers) == {LIVE}:
            return (refs[ref[1]],)  # without a gradient of its own it hands each input on by itself
        if kind in PICKING:
            return [*self._unblocked(ref, answers), *extra]
        if kind in BLOCKING:
            blocks = self.facts.blocks
            found = [
                s
                for n, (s, a) in enumerate(zip(refs, answers, strict=False))
                if a == LIVE and not blocks(op, n)
            ]
            return [*found, *extra] if extra else found
        found = [source for source, answer in zip(refs, answers, strict=False) if answer == LIVE]
        return [*found, *extra] if extra else found

    def _living_inputs(self, ref: Ref) -> Iterator[Ref]:
        """The same where there are inputs of which no element is asked for."""
        op = ref[0]
        refs = self.step.inputs[op]
        dead = {source for n, source in enumerate(refs) if (op, n) in self._dead}
        kept = {source for n, source in enumerate(refs) if (op, n) not in self._dead}
        wired = self.extra.get(op, ())
        yield from (
            source for source in self._live_inputs(ref) if source not in dead - kept or source in wired
        )

    def _unblocked(self, ref: Ref, answers: Sequence[str]) -> Iterator[Ref]:
        """The live inputs of an op that may pick a part."""
        op = ref[0]
        ports = self.facts.picks.port_sources(ref)
        picked = ports if ports is not None else self.facts.picks.sources(op)
        for position, (source, answer) in enumerate(zip(self.step.inputs[op], answers, strict=False)):
            if answer == LIVE and not self.facts.blocks(op, position):
                if picked is not None and position == self.facts.picked_position(op):
                    yield from picked
                else:
                    yield source

    def _answered_inputs(self, ref: Ref) -> Iterable[Ref]:
        return self._open_inputs(ref, (LIVE, ZERO))

    def _possible_inputs(self, ref: Ref) -> Iterable[Ref]:
        return self._open_inputs(ref, (LIVE, ZERO, UNKNOWN))

    def _open_inputs(self, ref: Ref, passing: tuple[str, ...]) -> Iterable[Ref]:
        op = ref[0]
        step = self.step
        filled: Iterable[Ref] = ()
        if step.roles[op] == RET:
            filled = self._zero_filled(op)
        elif op in self._exits:
            filled = self._left_together(op)
        if step.types[op] in LIST_READS and step.frames[step.frame_of[op]].eager:
            # an eager TensorArray is a Python list: what is not read gets None, not zeros
            picked = self.facts.picks.sources(op)
            if picked is not None:
                return picked
        refs = step.inputs[op]
        if not refs:
            return [*filled, *self.extra.get(op, ())]
        found = [source for source, answer in zip(refs, self._answers(op), strict=False) if answer in passing]
        return [*filled, *found, *self.extra.get(op, ())] if filled or self.extra else found

    def _zero_filled(self, op: int) -> Iterator[Ref]:
        """What TensorFlow answers with zeros once any output of a call, loop or branch gets a gradient."""
        step = self.step
        frame = step.frames[step.frame_of[op]]
        call = self.returns.call_of(op)
        if call is None:
            return
        structured = step.types[call] not in ("PartitionedCall", "StatefulPartitionedCall")
        if structured and frame.eager:
            return  # eager code runs loops and branches op by op: None, not zeros
        for sibling in self.returns.of(call):
            yield (sibling, 0)
        if "While" in step.types[call]:
            yield from step.inputs[call]  # every loop variable is handed on to an output, if only unchanged

    def _left_together(self, op: int) -> Iterator[Ref]:
        """The other exits of a v1 loop: they get zeros, and hand them to what the targets are made of as well."""
        for sibling in self._exits[op]:
            if sibling != op and self.step.inputs[sibling][0][0] in self._behind:
                yield (sibling, 0)

    def _all_clear(self, reached: dict[int, int | None]) -> bool:
        """Whether the live paths are the answered ones: nothing in this step makes a difference between them."""
        clear, inputs = self._clear, self.step.inputs
        return not self.extra and all(clear[op] or not inputs[op] for op in reached)

    def _has_unknown(self, reached: dict[int, int | None]) -> bool:
        return any(op in reached for op in self._unknown)


def _only_span(request: Request) -> tuple[float, float]:
    """The stretch that the tape recorded, where it is a single one; else an empty one."""
    if request.spans is None:
        return 0, math.inf
    return request.spans[0] if len(request.spans) == 1 and not request.stopped else (0, -1)
