"""What becomes of the gradients of all losses: whether a variable gets its own one, another one, or none."""

from __future__ import annotations

from collections.abc import Iterator

from graphdoctor.analysis.applied import Applications, Applied
from graphdoctor.analysis.control_flow import behind
from graphdoctor.analysis.detours import Detours
from graphdoctor.analysis.facts import ZeroFacts
from graphdoctor.analysis.flat_vectors import FlatVectors
from graphdoctor.analysis.updates import adds_constants_only
from graphdoctor.graph.model import Request


class Follower:
    """Applications of all gradients, each followed at most once."""

    def __init__(
        self, applications: Applications, losses: list[Request], left: frozenset[int], facts: ZeroFacts
    ) -> None:
        self.applications = applications
        self.step = applications.step
        self.left = left
        self._looked: set[int] | None = None
        self.losses = {request.index: request for request in losses}
        self.found: dict[tuple[int, int], Applied] = {}
        self.where: dict[int, list[tuple[int, int]]] = {}
        # variables that train by way of a copy of theirs, and by which loss
        self.keepers: list[tuple[int, int]] = []
        self.detours = Detours(applications, self.found, left)
        self.flat = FlatVectors(applications)
        self._writers: dict[int, list[tuple[int, int]]] | None = None
        self._read: set[int] | None = None
        self._sums: dict[int, bool] = {}
        self.applies = False
        for request in losses:
            for position, source in enumerate(request.sources):
                found = applications.follow(request, position)
                self.found[request.index, position] = found
                self.applies = self.applies or bool(found.kept)
                if source.variable is not None:
                    self.where.setdefault(source.variable, []).append((request.index, position))
        if not self.applies:
            self._look_further(losses)
        may_be_in_vain = not self.applies or any(
            self._is_sum(written) for found in self.found.values() for written in found.kept
        )
        # where gradients are summed up for a later turn, what moves the weights by themselves is decay beside it
        self.in_vain = may_be_in_vain and adds_constants_only(
            self.step, applications, facts, weights=not self.applies
        )
        self.applies = self.applies or self.in_vain

    def arrives(self) -> bool:
        """Whether any gradient comes to a variable that gradients are asked for."""
        changed = (w for found in self.found.values() for w in (*found.kept, *found.any))
        return any(w in self.where for w in changed)

    def _look_further(self, losses: list[Request]) -> None:
        for request in losses:
            for position in range(len(request.sources)):
                found = self.applications.follow_anyhow(
                    request, position, self.found[request.index, position]
                )
                if found.any:
                    self.applies = True
                    return

    def own(self, request: Request, variable: int) -> tuple[bool, int | None, int | None]:
        """(its own gradient is applied, the variable that gets it instead, the op that applies)."""
        for index, position in self.where.get(variable, ()):
            if index != request.index:
                continue
            found = self.found[index, position]
            if found.ops & self.left and not self._only_looked_at(request, variable):
                return True, None, None
            if self.in_vain:
                continue
            targets = [w for w in found.kept if w != variable and not self.step.variables[w].library]
            keepers = [w for w in targets if w not in self.where and self.detours.hands_back(w, variable)]
            self.keepers += [(keeper, request.index) for keeper in keepers]
            if keepers or variable in found.kept or self._waits(request, found):
                return True, None, None
            # a network says more than a momentum on the way to it
            targets.sort(key=lambda w: not self._is_read(w))
            if targets:
                return False, targets[0], found.kept[targets[0]]
            found = self.applications.follow_anyhow(request, position, found)
            if variable in found.any and self.cut_wrongly(variable) is not None:
                return False, None, None
            if variable in found.any or (
                found.ops & self.left and not self._only_looked_at(request, variable)
            ):
                return True, None, None
        return False, None, None

    def _only_looked_at(self, request: Request, variable: int) -> bool:
        """Whether a gradient that left TensorFlow cannot be meant for its variable: nothing ever writes that one.

        Other variables of the request get theirs within TensorFlow.
        """
        if not all(self._is_of_weights(op, variable) for op in self.applications.writers(variable)):
            return False
        asked = [n for n, source in enumerate(request.sources) if source.variable not in (None, variable)]
        return any(request.sources[n].variable in self.found[request.index, n].kept for n in asked)

    def _is_of_weights(self, writer: int, variable: int) -> bool:
        """Whether weights, and single numbers beside them, are all that an op writes: nothing that Python handed in."""
        step = self.applications.step
        if step.variables[variable].shape == ():
            return False
        made_of = behind(step, [ref[0] for ref in step.inputs[writer][1:]])
        starts = [op for op in made_of if not step.inputs[op]]
        # another variable may hold what Python made of a gradient
        weights = [op for op in starts if step.handles.get(op) in self.applications.sources]
        numbers = [op for op in starts if op in step.consts and step.consts[op].size == 1]
        return bool(weights) and len(weights) + len(numbers) == len(starts)

    def may_be_chosen(self, request: Request, variable: int) -> bool:
        """Whether Python looks at a gradient, as at another one that is applied: it may choose by their values."""
        if self._looked is None:
            self._looked = set(self._looked_at())
        named = [(r, s.variable) for r, s in zip(request.results, request.sources, strict=True)]
        looked = {v for r, v in named if r in self._looked and v is not None}
        moved = {written for n, (_, v) in enumerate(named) if v is not None
                 for written in self.found[request.index, n].kept}  # fmt: skip
        return variable in looked and bool(looked & moved)

    def _looked_at(self) -> Iterator[int]:
        """The gradients of which Python was given a value, each by itself: a norm of all of them is of none."""
        for op in self.left:
            behind_it = behind(self.applications.step, [op]) & self.applications.answers
            if len(behind_it) == 1:
                yield from behind_it

    def asks(self, request: Request, variable: int) -> bool:
        """Whether a request names a variable among its sources."""
        return any(index == request.index for index, _ in self.where.get(variable, ()))

    def cut_wrongly(self, variable: int) -> int | None:
        """The op that writes to a variable what was cut out of a flat vector where only other gradients are."""
        cut = self.flat.gets(variable)
        if cut is None or not cut[1]:
            return None
        own = {self.losses[index].results[position] for index, position in self.where.get(variable, ())}
        return cut[0] if own.isdisjoint(cut[1]) else None

    def foreign(self, variable: int, unlike: bool = False) -> int | None:
        """The op that writes another variable's gradient to this one; `unlike`: one of another shape, which fails."""
        if self._writers is None:
            self._writers = {}
            for at, found in self.found.items():
                for written in found.kept:
                    self._writers.setdefault(written, []).append(at)
        own = self.where.get(variable, ())
        others = (at for at in self._writers.get(variable, ()) if at not in own)
        if unlike:
            others = (at for at in others if not self.applications.fits(self.losses[at[0]], at[1], variable))
        return next((self.found[at].kept[variable] for at in others), None)

    def _waits(self, request: Request, found: Applied) -> bool:
        """Whether a gradient is summed up for a later turn: not where the sums of others are applied already."""
        if not any(self._is_sum(written) for written in found.kept):
            return False
        if any(self._is_read(written) for written in found.kept):
            return False  # by another network, which gets it instead
        for position, source in enumerate(request.sources):
            other = self.found[request.index, position].kept
            if source.variable in other and any(self._is_sum(written) for written in other):
                return False
        return True

    def _is_sum(self, written: int) -> bool:
        """Whether a variable is the script's own, to sum gradients up in: they are applied in a later turn."""
        if written not in self._sums:
            variable = self.step.variables[written]
            own = not variable.library and not variable.trainable and written not in self.where
            self._sums[written] = own and not self._is_read(written) and not self._follows_weights(written)
        return self._sums[written]

    def _is_read(self, variable: int) -> bool:
        """Whether a loss is computed from a variable."""
        if self._read is None:
            targets = {op for request in self.losses.values() for op, _ in request.targets}
            self._read = self.applications.made_of(targets)[0]
        return variable in self._read and not self.step.variables[variable].library

    def _follows_weights(self, variable: int) -> bool:
        """Whether the step also writes a variable with what is made of weights, and of no gradient: a moving mean."""
        for writer in self.applications.writers(variable):
            made_of, gradients = self.applications.made_of(s for s, _ in self.step.inputs[writer][1:])
            if not gradients and any(self.step.variables[other].trainable for other in made_of - {variable}):
                return True
        return False
