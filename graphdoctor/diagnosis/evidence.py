"""What a diagnosis may ask of a captured step: the user's lines, recurrent layers, functional models' wiring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graphdoctor.graph.model import StepGraph
from graphdoctor.source import Location


@dataclass(frozen=True, slots=True)
class Left:
    """A value that left TensorFlow for Python, at a line; `position`: how many ops the step had then.

    early: the line also ran before the first tape started, so that it stands before the tape in the loop.
    numbers: what it was, without signs, as far as that can be recognised: a few numbers, no zeros and ones.
    """

    kind: str
    location: Location | None
    position: int
    early: bool = False
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurrent:
    """One call of a recurrent layer. Tensors are ops in a real call, tensor ids in a functional model's node.

    looped: a cell that the user's own loop calls; `ends` is the order of its last call then.
    units: the size of each state. final: the tensors that hold the final state (the last output, where the layer
    returns nothing else). initial: what it was given; None where it was given nothing. surplus: how many states more it
    was given than it has: Keras 3 leaves them without a word.
    projected: no recurrent layer, but what others make for a decoder to start from.
    """

    key: int  # index of the layer call, or of the node
    layer_key: int
    name: str
    type: str
    units: tuple[int | None, ...]
    final: tuple[int, ...]
    initial: tuple[int, ...] | None
    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    returns_state: bool
    order: int
    stateful: bool = False
    names: tuple[str, ...] = ()  # of the states: "h", "c", "backward h", "cell 2 h"
    looped: bool = False
    ends: int = 0
    surplus: int = 0
    projected: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One call in a functional model: tensors by id; `inner`: the layers within its layer (a wrapper's, a model's).

    whole: the model that contains it, where the step does not train that model itself. shared: the step trains a part
    of that model. used: that model was called as a layer, or starts from an input of the one that is trained.
    of_library: a library wired it by itself, without the user.
    """

    index: int
    layer_key: int
    name: str
    type: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    in_model: bool
    recurrent: Recurrent | None = None
    inner: frozenset[int] = frozenset()
    shapes: tuple[tuple[int | None, ...], ...] = ()  # of the outputs
    whole: str | None = None
    shared: bool = False
    used: bool = False
    of_library: bool = False


class Evidence(Protocol):
    """See `graphdoctor.capture.evidence` for where each fact comes from."""

    step: StepGraph

    def locate(self, op: int) -> Location | None:
        """The user's line that made an op."""

    def ran(self, op: int) -> Location | None:
        """The user's line that was running when an op was made; `locate` prefers the line that wired its layer."""

    def stack(self, op: int) -> Sequence[Location]:
        """All of the user's lines that were running when an op was made, outermost first."""

    def to_move(self, op: int) -> Location | None:
        """The line that made an op; where that lies in a model's `call`, the line that calls the model."""

    def locate_call(self, call: int) -> Location | None:
        """The user's line of a layer call."""

    def locate_node(self, node: int) -> Location | None:
        """The user's line of a functional model's node."""

    def locate_request(self, request: int) -> Location | None:
        """The user's line that asks for gradients."""

    def created(self, variable: int) -> Location | None:
        """The user's line that created a variable."""

    def left(self) -> dict[int, list[Left]]:
        """Ops whose values left TensorFlow."""

    def read_outside(self, variable: int) -> Location | None:
        """The line that read a variable eagerly before the step, where the step uses something computed since then."""

    def run_by_python(self, variable: int) -> Location | None:
        """The line at which the graph calls a Python function whose code names a variable, on the way to a loss."""

    def taken(self, variable: int) -> bool:
        """Whether eager code read a variable's value."""

    def copied_from(self, variable: int) -> Location | None:
        """The line that took a variable's value, where the step's variables were given values after that.

        None where the same line took values of such a variable as well: it copied nothing for the step.
        """

    def elsewhere(self, variable: int) -> bool:
        """Whether a variable belongs to a v1 graph in which no gradient is asked for: one for inference."""

    def written_later(self, variable: int) -> bool:
        """Whether the script wrote a variable outside of its step, after it had asked for gradients."""

    def changed_by_hand(self, variable: int) -> bool:
        """Whether the script changed a variable outside of its step by some amount: trained it by a rule of its own."""

    def recurrent_calls(self) -> Sequence[Recurrent]:
        """The recurrent layers' calls in the step, in order."""

    def cell_calls(self) -> Sequence[Recurrent]:
        """The calls of recurrent cells by the user's own loops, in order."""

    def nodes(self) -> Sequence[Node]:
        """The nodes of the functional models that the script put together."""

    def reached_from_node(self, node: int) -> set[int]:
        """The variables that a gradient at the outputs of a functional model's node would reach."""

    def verified(self, request: int) -> dict[int, bool]:
        """With --verify: for each variable that the request names, whether TensorFlow returned None."""

    def measured(self, request: int, variables: Sequence[int]) -> dict[int, str]:
        """With --verify: "zero" or "not zero", as TensorFlow's gradient is at random points; else why it is unknown."""

    def before_the_loop(self, request: int) -> bool:
        """Whether a gradient was asked for once, before what the script repeats began."""

    def failure(self) -> str | None:
        """What ended the script before its end, and where; None where nothing did."""

    def cut_off(self) -> bool:
        """Whether the script was still running when it had had its time to ask for further gradients."""

    def made_after_step(self, variable: int) -> bool:
        """Whether the script created a variable after its first training step."""

    def expression(self, variable: int) -> str | None:
        """The user's own expression for a variable, where the source shows it."""
