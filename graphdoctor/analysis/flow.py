"""Where data goes, whatever a gradient says: what losses are made of, and what is made of a variable."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.facts import VALUELESS
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.graph.model import ARG, CALL, RET, VAR, Request


class DataFlow:
    """The flow of data through one judged step, through assigned variables as well."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.step = judged.step
        self.walker = judged.walker
        self.applications = Applications(judged.step)
        self.horizon = {r.index: self._horizon(r) for r in judged.losses}
        self._verifying = [(r.frame, *span) for r in judged.step.requests for span in r.verifying]
        self._needed: set[int] | None = None
        self._by_request: dict[int, set[int]] = {}

    # -- what the losses are made of -----------------------------------------------------------------------------------

    @property
    def needed(self) -> set[int]:
        """All ops that any loss is computed from, whatever a gradient says, assigned variables included."""
        if self._needed is None:
            self._needed = self._ancestors([t[0] for r in self.judged.losses for t in r.targets])
        return self._needed

    def _ancestors(self, starts: Iterable[int]) -> set[int]:
        step = self.step
        seen = set(starts)
        stack = list(seen)
        while stack:
            op = stack.pop()
            sources = [] if self._says_nothing(op) else [s for s, _ in step.inputs[op]]
            if step.roles[op] == RET:
                # what decides about a branch, or about another turn of a loop, is part of the result
                call = self.walker.returns.call_of(op)
                if call is not None and step.types[call] not in (
                    "PartitionedCall",
                    "StatefulPartitionedCall",
                ):
                    sources += (
                        [s for s, _ in step.inputs[call][:1]] if "While" not in step.types[call] else []
                    )
            if step.roles[op] == VAR:
                sources += [w for w in self.applications.writers(step.handles[op]) if self._early(w)]
                if step.handles[op] in step.initial:
                    sources.append(step.initial[step.handles[op]])
            for source in sources:
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
        return seen

    def _says_nothing(self, op: int) -> bool:
        """Whether an op looks at sizes that are known beforehand; the size of what a mask leaves is made of values."""
        step = self.step
        if step.types[op] not in VALUELESS:
            return False
        return all((shape := step.shape(ref)) is not None and None not in shape for ref in step.inputs[op])

    def is_copied(self, variable: int) -> bool:
        """Whether the step writes a variable with something that is no gradient: a moving average, a copy."""
        writers = [op for op in self.applications.writers(variable) if self._reads_another(op, variable)]
        return bool(writers) and not self._of_gradients & set(writers)

    def lags_behind(self, variable: int) -> bool:
        """Whether the step sets a variable to what another one of its shape holds, or to a mean of both."""
        variables = self.step.variables
        return any(
            not variables[other].library and variables[other].shape == variables[variable].shape
            for writer in self.applications.writers(variable)
            if self.step.types[writer] in ("AssignVariableOp", "Assign")
            for other in self._made_of_variables(writer) - {variable}
        )

    def _made_of_variables(self, writer: int) -> set[int]:
        """The variables that a written value is made of; none where a gradient is among what it is made of."""
        variables, gradients = self.applications.made_of(s for s, _ in self.step.inputs[writer][1:])
        return set() if gradients else variables

    def _reads_another(self, writer: int, variable: int) -> bool:
        """Whether what is written comes from other variables as well; in a v1 graph the initializer writes, too.

        What eager code writes without reading anything are values that have left TensorFlow (`set_weights`).
        """
        stack = [source for source, _ in self.step.inputs[writer][1:]]
        seen = set(stack)
        reads = False
        while stack:
            op = stack.pop()
            if self.step.roles[op] == VAR:
                if self.step.handles.get(op) != variable:
                    return True
                reads = True
                continue
            for source, _ in self.step.inputs[op]:
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
        return not reads and self.step.frames[self.step.frame_of[writer]].eager

    @functools.cached_property
    def _of_gradients(self) -> set[int]:
        """All ops that are computed from the answer to a request for gradients."""
        stack = [r for request in self.step.requests for r in request.results if r is not None]
        seen = set(stack)
        while stack:
            for consumer, _ in self.step.consumers[stack.pop()]:
                if consumer not in seen and self.step.roles[consumer] != CALL:
                    seen.add(consumer)
                    stack.append(consumer)
        return seen

    def _horizon(self, request: Request) -> int:
        """The creation order at which the request was made: what comes later (an optimizer) is no part of its loss."""
        orders = [
            place
            for r in request.results
            if r is not None and (place := self.step.within(r, request.frame)) is not None
        ]
        return min(orders) if orders else 1 << 60

    def _early(self, op: int) -> bool:
        if self.step.roles[op] == VAR or not self.judged.losses:
            return True
        if self._verifying and self._is_verifying(op):
            return False
        for request in self.judged.losses:
            place = self.step.within(op, request.frame)
            if place is None or place < self.horizon[request.index]:
                return True
        return False

    def _is_verifying(self, op: int) -> bool:
        """Whether an op was made only to ask TensorFlow for the real gradients."""
        places = ((self.step.within(op, frame), first, last) for frame, first, last in self._verifying)
        return any(place is not None and first <= place < last for place, first, last in places)

    # -- the flow from a variable --------------------------------------------------------------------------------------

    def flow(self, starts: Iterable[int]) -> dict[int, int | None]:
        """All ops that are computed from the given ones, each with the op before it, breadth first."""
        return dict(self.flowing(starts))

    def flowing(self, starts: Iterable[int]) -> Iterator[tuple[int, int | None]]:
        """The items of `flow` one by one, for those who look for the first op of a kind."""
        step = self.step
        queue = deque(dict.fromkeys(starts))
        seen = set(queue)
        for op in list(queue):
            yield op, None
        while queue:
            op = queue.popleft()
            for made in self._started(op):
                if made not in seen:
                    seen.add(made)
                    queue.append(made)
                    yield made, op
            for consumer, position in step.consumers[op]:
                if consumer in seen or step.roles[consumer] == CALL or not self._early(consumer):
                    continue
                if self._only_names(consumer, position):
                    continue
                seen.add(consumer)
                queue.append(consumer)
                yield consumer, op
                for read in self._written_reads(consumer, position):
                    if read not in seen:
                        seen.add(read)
                        queue.append(read)
                        yield read, consumer

    def _only_names(self, op: int, position: int) -> bool:
        """Whether an op uses something else of its input than the value."""
        step = self.step
        if step.types[op] in VALUELESS:
            return True
        if self._names_target(op, position):
            return True
        return (
            step.dtype(step.inputs[op][position]) == "resource"
            and not step.dtypes[op]
            and step.roles[op] not in (ARG, RET)
        )

    def _started(self, op: int) -> list[int]:
        """The VAR ops of the variables that start from an op's value."""
        starts = (
            self.judged.var_op.get(variable) for variable, source in self.step.initial.items() if source == op
        )
        return [made for made in starts if made is not None]

    def _names_target(self, op: int, position: int) -> bool:
        """A v1 variable's ref, at an op that writes it."""
        step = self.step
        source = step.inputs[op][position][0]
        if step.roles[source] != VAR:
            return False
        return any(
            p != position and self.applications.written(op, p) == step.handles[source]
            for p in range(len(step.inputs[op]))
        )

    def _written_reads(self, op: int, position: int) -> list[int]:
        written = self.applications.written(op, position)
        if written is None:
            return []
        return self.applications._reads(written, set())

    def leads(self, op: int) -> bool:
        """Whether data from an op goes on to some loss."""
        return op in self.needed

    def made_from(self, request: Request) -> set[int]:
        """All ops that one loss is computed from."""
        if request.index not in self._by_request:
            self._by_request[request.index] = self._ancestors([t for t, _ in request.targets])
        return self._by_request[request.index]
