"""The captured training step as plain data, free of TensorFlow.

A `StepGraph` is one flat graph: the bodies of nested functions, loops and branches are laid out once per call site, so
that walking it is ordinary graph walking. Ops are integers in creation order; `Op` records are views for people.

Boundary nodes keep a call precise, port by port:

* `ARG` – a body's input placeholder; its inputs are the tensors handed in (for a loop also the carried output);
* `RET` – one output of a call; its inputs are the body's outputs (one per branch; for a loop also the initial value);
* `CALL` – the call itself, kept for its name, line and inputs; no gradient passes through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Ref = tuple[int, int]
"""A tensor: (index of the op that makes it, output port)."""

Mask = Any
"""Some elements of a tensor: a boolean numpy array; an axis of unknown size has one entry for all of it."""

OP, ARG, RET, CALL, VAR = range(5)
ROLE_NAMES = ("op", "argument", "return", "call", "variable")

UNFINISHED = "unfinished"
"""The name of a frame whose body was being traced when the script failed: no call leads into it."""

LIVE, NONE, ZERO, UNKNOWN = "live", "none", "zero", "unknown"
"""What TensorFlow's gradient function answers for one input of an op."""


@dataclass(frozen=True, slots=True)
class Op:
    """One op, for people: `id` is stable between runs of the same script."""

    id: str
    type: str
    name: str
    role: str
    frame: str
    layer: str | None
    shapes: tuple[tuple[int | None, ...] | None, ...]
    dtypes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One instance of a function body. `call` is the CALL op in the parent frame (-1 for the outermost frame)."""

    index: int
    parent: int
    call: int
    kind: str  # "root" | "call" | "while-cond" | "while-body" | "branch"
    name: str
    eager: bool = (
        False  # an eager script's step: control flow at this level answers None where a graph answers zeros
    )


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that the script created. `shape` has no unknown sizes once it is built."""

    index: int
    name: str
    shape: tuple[int | None, ...]
    dtype: str
    trainable: bool
    layer: str | None = None
    layer_type: str | None = None
    role: str | None = None
    layer_key: int | None = None
    library: bool = False


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One call of a layer while the step was traced, or while a functional model was put together (`symbolic`).

    input_names: what a functional model calls its inputs, in the order of `inputs`; empty where it has none.
    """

    index: int
    layer_key: int
    name: str
    type: str
    parent: int | None
    symbolic: bool
    inputs: tuple[Ref, ...] = ()
    outputs: tuple[Ref, ...] = ()
    input_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a gradient request: a variable, or a tensor, or something the graph does not know."""

    variable: int | None
    tensor: Ref | None = None


@dataclass(slots=True)
class Request:
    """One `tape.gradient(targets, sources)` (or `tf.gradients`).

    `spans` are the (frame, first, last) ranges of creation order that the tape recorded; None: everything counts.
    """

    index: int
    frame: int
    targets: tuple[Ref, ...]
    sources: tuple[Source, ...]
    results: tuple[int | None, ...]  # the op that stands for each source's gradient
    spans: tuple[tuple[int, int], ...] | None
    stopped: tuple[tuple[int, int], ...] = ()
    verifying: tuple[tuple[int, int], ...] = ()  # made only to compare with: no part of the user's step
    watched: frozenset[int] | None = (
        None  # variables watched by hand; None: the tape watches what is trainable
    )
    explicit: frozenset[int] = frozenset()
    held: frozenset[Ref] = frozenset()  # tensors watched by hand
    barred: frozenset[Ref] = (
        frozenset()
    )  # tensors that no gradient passes: `tf.gradients(stop_gradients=...)`
    inner: bool = False  # its result feeds another tape: not a training loss by itself
    unwatched: bool = False  # an inner one, of which the tape watches no source: nothing comes of it
    unrun: frozenset[int] = (
        frozenset()
    )  # positions of the results that are applied by ops that no session runs
    detached: bool = False  # the target is no tensor of the graph (a constant, an eager value)


class Oracle(Protocol):
    """What TensorFlow's registry says of an op (see `graphdoctor.capture.prober`)."""

    def gradients(self, op: int) -> Sequence[str]:
        """LIVE, NONE, ZERO or UNKNOWN for each input of the op."""

    def selects(self, op: int) -> bool:
        """Whether the op may give nothing back to some elements of an input although all of its outputs count."""

    def pull(self, op: int, asked: Sequence[Mask | None]) -> Sequence[Mask | None]:
        """For each input the elements that get something back, given those of each output; None: all of them."""


@dataclass(slots=True)
class StepGraph:
    """The flat graph of one traced step."""

    types: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    frame_of: list[int] = field(default_factory=list)
    order: list[int] = field(default_factory=list)  # creation order within the frame
    inputs: list[tuple[Ref, ...]] = field(default_factory=list)
    dtypes: list[tuple[str, ...]] = field(default_factory=list)
    shapes: list[tuple[tuple[int | None, ...] | None, ...]] = field(default_factory=list)
    layer_call: list[int] = field(default_factory=list)  # innermost LayerCall, -1 where none
    consts: dict[int, Any] = field(default_factory=dict)  # small constants, as numpy arrays
    attrs: dict[int, dict[str, Any]] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    handles: dict[int, int] = field(default_factory=dict)  # VAR op -> variable index
    calls: list[LayerCall] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    trip_counts: dict[int, int] = field(default_factory=dict)  # CALL op of a loop -> proven number of turns
    initial: dict[int, int] = field(default_factory=dict)  # variable -> the op whose value it starts from
    oracle: Oracle | None = None
    trainable_dtypes: frozenset[str] = frozenset(
        {"float16", "float32", "float64", "bfloat16", "complex64", "complex128", "resource", "variant"}
    )
    _consumers: list[list[tuple[int, int]]] | None = None

    def __len__(self) -> int:
        return len(self.types)

    def add(
        self,
        type_: str,
        name: str,
        inputs: Iterable[Ref] = (),
        *,
        role: int = OP,
        frame: int = 0,
        order: int | None = None,
        dtypes: Sequence[str] = ("float32",),
        shapes: Sequence[tuple[int | None, ...] | None] = (None,),
        layer_call: int = -1,
    ) -> int:
        """Append an op and return its index."""
        index = len(self.types)
        self.types.append(type_)
        self.names.append(name)
        self.roles.append(role)
        self.frame_of.append(frame)
        self.order.append(index if order is None else order)
        self.inputs.append(tuple(inputs))
        self.dtypes.append(tuple(dtypes))
        self.shapes.append(tuple(shapes))
        self.layer_call.append(layer_call)
        self._consumers = None
        return index

    def readers(self, op: int, port: int) -> list[tuple[int, int]]:
        """The (consumer, input position) pairs that read one output of an op."""
        return [(c, p) for c, p in self.consumers[op] if self.inputs[c][p][1] == port]

    def onward(self, op: int, position: int) -> list[tuple[int, int]]:
        """The consumers of what an op makes of its input at `position`: `IdentityN` hands each input on by itself."""
        return self.readers(op, position) if self.types[op] == "IdentityN" else self.consumers[op]

    @property
    def consumers(self) -> list[list[tuple[int, int]]]:
        """For each op the (consumer, input position) pairs, over every edge."""
        if self._consumers is None:
            table: list[list[tuple[int, int]]] = [[] for _ in self.types]
            for op, refs in enumerate(self.inputs):
                for position, (source, _) in enumerate(refs):
                    table[source].append((op, position))
            self._consumers = table
        return self._consumers

    def dtype(self, ref: Ref) -> str:
        """The dtype's name of a tensor."""
        dtypes = self.dtypes[ref[0]]
        return dtypes[ref[1]] if ref[1] < len(dtypes) else "unknown"

    def shape(self, ref: Ref) -> tuple[int | None, ...] | None:
        """The static shape of a tensor; None where even the rank is unknown."""
        shapes = self.shapes[ref[0]]
        return shapes[ref[1]] if ref[1] < len(shapes) else None

    def differentiable(self, ref: Ref) -> bool:
        """Whether TensorFlow lets a gradient pass a tensor of this dtype at all."""
        return self.dtype(ref) in self.trainable_dtypes

    def answers(self, op: int) -> Sequence[str]:
        """What the op's gradient function answers, per input (boundary nodes pass everything)."""
        role = self.roles[op]
        if role in (ARG, RET, VAR):
            return (LIVE,) * len(self.inputs[op])
        if role == CALL or self.oracle is None:
            return (NONE,) * len(self.inputs[op])
        return self.oracle.gradients(op)

    def op_id(self, op: int) -> str:
        """A readable id that is the same in every run of the same script."""
        frame = self.frames[self.frame_of[op]] if self.frames else None
        prefix = f"{frame.name}::" if frame and frame.name else ""
        return f"{prefix}{self.names[op]}"

    def record(self, op: int) -> Op:
        """The op as a frozen record."""
        call = self.layer_call[op]
        return Op(
            self.op_id(op),
            self.types[op],
            self.names[op],
            ROLE_NAMES[self.roles[op]],
            self.frames[self.frame_of[op]].name if self.frames else "",
            self.calls[call].name if call >= 0 else None,
            self.shapes[op],
            self.dtypes[op],
        )

    def ancestors_of_frame(self, frame: int) -> list[int]:
        """The frame and the frames around it, innermost first."""
        chain = []
        while frame >= 0:
            chain.append(frame)
            frame = self.frames[frame].parent
        return chain

    def calls_around(self, call: int) -> list[int]:
        """The layer call and the calls around it, innermost first; -1, an op's that belongs to none, has none."""
        chain = []
        here: int | None = call
        while here is not None and here >= 0:
            chain.append(here)
            here = self.calls[here].parent
        return chain

    def within(self, op: int, frame: int) -> int | None:
        """The op's position in `frame` (its own, or that of the call it sits in); None where it lies outside."""
        here = self.frame_of[op]
        while here != frame:
            record = self.frames[here]
            if record.parent < 0:
                return None
            op, here = record.call, record.parent
        return self.order[op]
