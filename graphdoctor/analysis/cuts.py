"""Where and how the way from a variable to the loss is cut.

The walk starts at the variable and follows the data towards the loss, as far as a gradient could come back. Where it
stops, although the data goes on to the loss, is the cut. Where no data goes on to the loss, the result was dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from graphdoctor.analysis.cut_choice import Cut, CutChoice, in_order
from graphdoctor.analysis.facts import BILINEAR
from graphdoctor.analysis.flow import DataFlow
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.graph.model import ARG, CALL, LIVE, RET, UNKNOWN, VAR, ZERO, Request

_PRODUCTS = ("zero", "softmax", "zero-state")
"""What answers with zeros, and never with None."""
_PARTS, _PAST_ZEROS = "parts", "past zeros"
ZERO_KINDS = (*_PRODUCTS, "pick", "hidden")
"""The cuts that TensorFlow answers with zeros."""

_WRITES = "Assign"
"""How the types of ops begin that write variables."""


class CutFinder(DataFlow):
    """Finds the cuts of one judged step."""

    def __init__(self, judged: Judged) -> None:
        super().__init__(judged)
        self._only_cut: dict[tuple[int, frozenset[int], str], Cut] = {}
        self._choice = CutChoice(self)

    # -- the cut -------------------------------------------------------------------------------------------------------

    def find(self, variable: int) -> list[Cut]:
        """The cuts on the ways from a variable to the losses, in order of the data; never empty."""
        op = self.judged.var_op.get(variable)
        if op is None:
            return [Cut("unread")]
        for start in (*(tensor for _, tensor in self.judged.stand_ins.get(variable, ())), op):
            own = self._cuts_from(start, variable)
            if own:
                return own
        flow = self.flow([op])
        if all(self.step.roles[reader] in (VAR, ARG, RET) for reader in flow):
            late = None if self.judged.asking(variable) else self._late_read(op)
            return [Cut("unread") if late is None else Cut("outside", late)]
        return [self._dropped(op, flow)]

    def _cuts_from(self, start: int, variable: int) -> list[Cut]:
        own = self._boundary(start, variable)
        if self._is_zero(variable):
            if all(c.kind not in ZERO_KINDS for c in own):
                return self._boundary(start, variable, _PARTS) or own
        elif own and all(c.kind in _PRODUCTS for c in own):
            return self._boundary(start, variable, _PAST_ZEROS) or own
        return own

    def _late_read(self, start: int) -> int | None:
        """What reads a variable after its step's gradients were asked for: an optimizer's state, for one."""
        stack, seen = [start], {start}
        while stack:
            for consumer, position in self.step.consumers[stack.pop()]:
                if consumer in seen or self._only_names(consumer, position):
                    continue
                seen.add(consumer)
                if self.step.roles[consumer] in (ARG, RET):
                    stack.append(consumer)
                elif self.step.roles[consumer] != CALL:
                    return consumer
        return None

    def _is_zero(self, variable: int) -> bool:
        return any(said.verdict == "zero" for said in self.judged.by_loss[variable].values())

    def _boundary(self, start: int, variable: int, mode: str = "") -> list[Cut]:
        """Walk from the variable along edges that a gradient could pass, and collect where it could not.

        mode: with _PARTS, where no element of an input is asked for counts as well; with _PAST_ZEROS, what only makes
        a gradient zero does not.
        """
        step = self.step
        passed = {start}
        queue = deque([start])
        cuts: list[Cut] = []
        asking = self.judged.asking(variable)
        wanted = self._wanted(asking)
        while queue:
            op = queue.popleft()
            if (op, asking, mode) in self._only_cut:
                cuts.append(self._only_cut[op, asking, mode])  # walked before, for another variable
                continue
            cuts.extend(Cut("state", op, None, made) for made in self._started(op) if made in wanted)
            for consumer, position in step.consumers[op]:
                if (
                    step.roles[consumer] == CALL
                    or not self._early(consumer)
                    or self._only_names(consumer, position)
                ):
                    continue
                state = [r for r in self._written_reads(consumer, position) if r in wanted]
                if state and self.applications.written(consumer, position) != variable:
                    cuts.append(Cut("state", consumer, position, op))
                    continue
                if consumer not in wanted:
                    continue
                cut = self._blocked(consumer, position, passed, asking)
                if cut is None and mode == _PARTS:
                    cut = self._not_asked_for(consumer, position, asking)
                if cut is not None and mode == _PAST_ZEROS and cut.kind in _PRODUCTS:
                    cut = None
                if cut is not None:
                    cuts.append(cut)
                elif consumer not in passed:
                    passed.add(consumer)
                    queue.append(consumer)
        found = in_order(self._choice.of(start, cuts, asking), passed)
        if len({(c.kind, c.op) for c in found}) == 1 and found[0].kind != "pick":
            self._only_cut.update(dict.fromkeys(((op, asking, mode) for op in passed), found[0]))
        return found

    def _wanted(self, asking: frozenset[int]) -> set[int]:
        """What the losses that ask for a variable are made of; of all losses where none asks."""
        made = [self.made_from(r) for r in self.judged.losses if r.index in asking]
        return made[0] if len(made) == 1 else set().union(*made) if made else self.needed

    def _blocked(self, op: int, position: int, passed: set[int], asking: frozenset[int]) -> Cut | None:
        step = self.step
        ref = step.inputs[op][position]
        request = self._request_for(op, asking)
        if request is not None and not self.walker.recorded(request, op):
            kind = "stopped-tape" if self._was_stopped(request, op) else "outside"
            return Cut(kind, op, position, ref[0], request.index)
        if request is not None and ref in request.barred:
            return Cut("barred", op, position, ref[0], request.index)
        answers = step.answers(op)
        answer = answers[position] if position < len(answers) else LIVE
        if not step.differentiable(ref) and step.roles[op] == RET:
            return Cut("op", op, position, ref[0])
        if answer != LIVE or not step.differentiable(ref):
            return Cut(self._kind(op, answer), op, position, ref[0])
        why = self.walker.facts.blocks(op, position)
        if why is not None:
            return Cut(
                {"softmax": "softmax", "state": "zero-state", "constant": "zero"}[why], op, position, ref[0]
            )
        return self._picked_past(op, position, passed)

    def _kind(self, op: int, answer: str) -> str:
        step = self.step
        kind = step.types[op]
        if answer == ZERO:
            return "zero"
        if answer == UNKNOWN:
            return "unknown"
        if kind == "StopGradient":
            return "stop"
        if kind == "Cast" and not step.differentiable((op, 0)):
            return "cast"
        if kind in ("PyFunc", "PyFuncStateless"):
            return "python-op"
        if kind.startswith("IdentityN") or kind == "Identity":
            return "custom"
        return "op"

    def _picked_past(self, op: int, position: int, passed: set[int]) -> Cut | None:
        """A pick that reads other elements than the one the variable went into."""
        picks = self.walker.facts.picks
        if position != self.walker.facts.picked_position(op):
            return None
        step = self.step
        groups = [picks.sources(op)]
        if step.types[op] in ("Unpack", "Split", "SplitV"):
            used = {step.inputs[c][p][1] for c, p in step.consumers[op] if self.leads(c)}
            groups = [picks.port_sources((op, port)) for port in sorted(used)]
        if not groups or any(g is None for g in groups):
            return None
        read = {r for g in groups if g is not None for r, _ in g}
        return None if read & passed else Cut("pick", op, position, step.inputs[op][position][0])

    def _not_asked_for(self, op: int, position: int, asking: frozenset[int]) -> Cut | None:
        """An input of which the loss asks for no element, although it asks for some of the op's output."""
        request = self._request_for(op, asking)
        if request is None:
            return None
        reach = self.judged.reach[request.index]
        if op not in reach.live or (op, position) not in reach.dead:
            return None
        dropping, at = (op, position) if reach.asked is None else reach.asked.culprit((op, position))
        kind = "zero" if self.step.types[dropping] in BILINEAR or self._is_switched(dropping) else "pick"
        return Cut(kind, dropping, at, self.step.inputs[dropping][at][0])

    def _is_switched(self, op: int) -> bool:
        """Whether an op takes all of one side: `tf.where` with a constant that is the same for all elements."""
        if self.step.types[op] not in ("Select", "SelectV2"):
            return False
        chosen = self.step.consts.get(self.step.inputs[op][0][0])
        return chosen is not None and bool(chosen.all() or not chosen.any())

    def _request_for(self, op: int, asking: frozenset[int]) -> Request | None:
        """The loss that an op belongs to: one that asks for the variable, whose tape recorded it; else the last."""
        needing = [r for r in self.judged.losses if self._needs(r, op)]
        needing = [r for r in needing if r.index in asking] or needing
        recording = [r for r in needing if self.walker.recorded(r, op)]
        return recording[0] if recording else needing[-1] if needing else None

    def _needs(self, request: Request, op: int) -> bool:
        return op in self.made_from(request)

    def _was_stopped(self, request: Request, op: int) -> bool:
        place = self.step.within(op, request.frame)
        return place is not None and any(first <= place < last for first, last in request.stopped)

    # -- results that are dropped --------------------------------------------------------------------------------------

    def _dropped(self, start: int, flow: dict[int, int | None]) -> Cut:
        hidden = self._hidden(start, flow)
        if hidden is not None:
            return Cut("hidden", hidden, flow=frozenset(flow))
        return Cut("dropped", self.last_of(flow), flow=frozenset(flow))

    def _hidden(self, start: int, flow: dict[int, int | None]) -> int | None:
        """The call whose dropped output TensorFlow fills with zeros: where its answer leaves the flow of the data."""
        for request in self.judged.losses:
            answered = self.judged.reach[request.index].answered
            if start not in answered:
                continue
            op = start
            while (parent := answered[op]) is not None:
                if parent not in flow and self.step.roles[parent] == RET:
                    return self.walker.returns.call_of(self._last_return(op, flow, answered) or parent)
                if parent not in flow and self.step.types[parent] in ("Exit", "RefExit"):
                    return parent
                op = parent
        return None

    def _last_return(
        self, first: int, flow: dict[int, int | None], answered: dict[int, int | None]
    ) -> int | None:
        """The output that nobody reads, where the caller of the call that the data leaves first hands it on as well."""
        if not self._is_read_outside(first, flow):
            return None
        ends = [op for op in flow if self.step.roles[op] == RET and op in answered]
        return max((op for op in ends if not self._is_read_outside(op, flow)), default=None)

    def _is_read_outside(self, returned: int, flow: dict[int, int | None]) -> bool:
        """Whether the data goes on from a call's output in the body around it (not in the loop's next turn alone)."""
        frame = self.step.frame_of[returned]
        readers = (reader for reader, _ in self.step.consumers[returned])
        return any(reader in flow and self.step.frame_of[reader] == frame for reader in readers)

    def last_of(self, flow: Iterable[int]) -> int | None:
        """The last op whose result is dropped; where all goes to a metric or is printed, the last op of a layer."""
        step = self.step
        real = [op for op in flow if step.roles[op] not in (VAR, ARG, RET, CALL)]
        real = [op for op in real if not self.leads(op)] or real  # what another loss uses is not dropped
        shown = self._behind_counters(flow)
        real = [op for op in real if op not in shown] or real
        lost = [op for op in real if not self._is_noted(op)]
        in_layers = [op for op in real if step.layer_call[op] >= 0]
        return max(lost or in_layers or real, default=None)

    def _behind_counters(self, flow: Iterable[int]) -> set[int]:
        """What is made of a metric's own variables: the average that is shown, whoever asks for it."""
        step = self.step
        counters = {op for op, variable in step.handles.items() if step.variables[variable].library}
        stack = [
            op for op in flow if step.dtypes[op] and counters.intersection(s for s, _ in step.inputs[op])
        ]
        seen = set(stack)
        while stack:
            for reader, _ in step.consumers[stack.pop()]:
                if reader not in seen and step.dtypes[reader]:
                    seen.add(reader)
                    stack.append(reader)
        return seen

    def _is_noted(self, op: int) -> bool:
        """Whether all that an op's result comes to is kept beside the step: in a metric's variable, on the screen."""
        seen, stack = {op}, [op]
        while stack:
            near = stack.pop()
            if not self.step.dtypes[near] or self.step.types[near].startswith(_WRITES):
                continue
            readers = {reader for reader, _ in self.step.consumers[near]}
            if not readers:
                return False
            stack.extend(readers - seen)
            seen |= readers
        return True
