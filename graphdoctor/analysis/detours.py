"""Gradients that train a variable by way of something else.

A worker of A3C asks for the gradients of its own copy, applies them to the network that all workers share, and takes
its copy from there again. First-order MAML asks for the gradients of fast weights, which are tensors made of the
variables, and applies them to the variables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graphdoctor.analysis.applied import Applications, Applied
from graphdoctor.graph.model import Ref, Request, StepGraph


class Detours:
    """Ways of a gradient to a variable that is not its source.

    found: where the gradient of each request's source goes, by request and position.
    left: the ops whose values left TensorFlow for Python.
    """

    def __init__(
        self, applications: Applications, found: dict[tuple[int, int], Applied], left: Collection[int]
    ) -> None:
        self.applications = applications
        self.step: StepGraph = applications.step
        self.found = found
        self.left = left

    def tensors(self, request: Request, variable: int) -> list[Ref]:
        """The sources of a request that are made of the variable, and whose gradient is applied to the variable."""
        return [
            source.tensor
            for position, source in enumerate(request.sources)
            if source.variable is None
            and source.tensor is not None
            and variable in self.found[request.index, position].kept
            and self._made_of(source.tensor, variable)
        ]

    def arrives(self, request: Request, live: Collection[int], tensors: Iterable[Ref]) -> bool:
        """Whether one of the tensors has a gradient."""
        return any(self._asked(request, tensor, live) for tensor in tensors)

    def _asked(self, request: Request, tensor: Ref, live: Collection[int]) -> bool:
        """Whether a tensor's gradient arrives: it is watched, or made under the tape, and the loss reads it."""
        if tensor[0] in live:
            return True
        return tensor in request.held and any(reader in live for reader, _ in self.step.readers(*tensor))

    def _made_of(self, tensor: Ref, variable: int) -> bool:
        return variable in self.applications.made_of((tensor[0],))[0]

    def hands_back(self, keeper: int, variable: int) -> bool:
        """Whether the step overwrites a variable with what another one, the keeper, holds.

        An optimizer's momentum is no keeper: what it is written to is made of the old value as well.
        """
        for writer in self.applications.writers(variable):
            if self.step.types[writer] not in ("AssignVariableOp", "Assign"):
                continue
            variables, gradients = self.applications.made_of(
                source for source, _ in self.step.inputs[writer][1:]
            )
            if keeper in variables and variable not in variables:
                return True
            eager = self.step.frames[self.step.frame_of[writer]].eager
            if eager and not variables and not gradients and self._was_taken(keeper):
                return True  # by `set_weights`, with arrays
        return False

    def _was_taken(self, variable: int) -> bool:
        return self.applications.var_op.get(variable) in self.left
