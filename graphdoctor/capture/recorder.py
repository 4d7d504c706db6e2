"""What the hooks saw: variables, tapes, gradient requests, layer calls, values that left TensorFlow.

Nothing here decides anything; `capture.flatten` turns it into a `StepGraph` and plain facts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphdoctor.capture.frames import Place, Site


@dataclass(slots=True, eq=False)
class SeenVariable:
    """A variable that came into being, with what is needed to name it and to find its line."""

    variable: Any  # the tf.Variable
    keras: Any = None  # the Keras 3 variable around it
    owner: Any = None  # the layer (or tf.Module) whose code created it
    site: Site | None = None
    in_owner: bool = False  # the user's own layer code created it at `site`
    library: bool = False
    serial: int = 0
    initial: Any = None  # the step's tensor whose value it started from
    replicas: list[Any] = field(default_factory=list)  # a strategy's further components
    stack: list[Site] = field(
        default_factory=list
    )  # all lines of the user's that were running, outermost first
    by_library: bool = False  # neither the user's code nor Keras', but another library's, made it
    dropped: bool | None = None  # nobody holds it any more; None where that was not asked yet
    called_back: bool = False  # the user's code made it, called by such a library
    by_layer: bool = False  # a library's layer made it by itself, as no weight of its own
    made_by: Site | None = (
        None  # the user's line that called the constructor of `owner`, where that created it
    )
    copied: bool = False  # made for a copy of a layer, from what describes the layer


@dataclass(slots=True, eq=False)
class Span:
    """A stretch of a graph's creation order, while a tape recorded. `end` is None while it goes on."""

    graph: Any
    start: int
    end: int | None = None
    site: Site | None = None
    uid: int = 0  # the number of the last eager tensor made before it


@dataclass(slots=True, eq=False)
class SeenTape:
    """One GradientTape."""

    tape: Any
    watches: bool
    spans: list[Span] = field(default_factory=list)
    stopped: list[Span] = field(default_factory=list)
    explicit: list[Any] = field(default_factory=list)
    watcher: Any = None
    recording: bool = False


@dataclass(slots=True, eq=False)
class SeenRequest:
    """One request for gradients."""

    graph: Any
    tape: SeenTape | None
    targets: list[Any]
    sources: list[Any]
    results: list[Any]
    site: Site | None
    key: tuple[Any, ...]
    spans: list[Span] | None = None
    stopped: list[Span] = field(default_factory=list)
    inner: bool = False
    unwatched: bool = False  # an inner one, of which the tape watches no source: nothing comes of it
    blind: bool = False  # some source is a tensor that the tape does not watch, so that its gradient is None
    eager: bool = False
    order: int = 0
    verified: list[Any] | None = None  # with --verify: TensorFlow's own gradients, per source
    verifying: list[Span] = field(default_factory=list)  # the ops that were made to ask for those
    ask: Callable[[], list[Any]] | None = (
        None  # for TensorFlow's own gradients, should a loss be made of them
    )
    barred: list[Any] = field(default_factory=list)  # tensors that the gradients were told to stop at

    @property
    def asks(self) -> tuple[Any, ...]:
        """What makes two requests ask for the same again: the line, and the variables."""
        sources = (id(getattr(s, "_value", s)) if hasattr(s, "handle") else 0 for s in self.sources)
        return (self.key, tuple(sources))


@dataclass(slots=True, eq=False)
class SeenCall:
    """One call of a layer."""

    layer: Any
    graph: Any
    start: int
    end: int
    parent: SeenCall | None
    sites: list[Site]
    depth: int  # how many of `sites` lie outside of the innermost functional run
    node: Any
    symbolic: bool
    inputs: list[Any]
    outputs: list[Any] = field(default_factory=list)
    states: Any = None
    states_given: bool = False
    serial: int = 0
    failed: BaseException | None = None


@dataclass(slots=True, eq=False)
class SeenNode:
    """The ops, `start` to `end` of a graph, that one node without a layer made when its functional model ran."""

    graph: Any
    start: int
    end: int
    node: Any
    depth: int  # as in SeenCall


@dataclass(slots=True, eq=False)
class SeenExit:
    """A value that left TensorFlow for Python."""

    kind: str
    tensor: Any
    site: Site | None
    serial: int
    fatal: bool = False
    position: int = 0  # how many ops the step's graph had
    value: Any = None  # the eager tensor that Python got, where it is known


class SeenRead(NamedTuple):
    """A variable that eager code read outside of the step, and TensorFlow's count of its objects by then."""

    site: Site
    uid: int
    stack: list[Site]  # the user's lines that led to the read, outermost first
    stored: bool = False  # read to be saved or handed out as it is: nothing is computed of it


class Recorder(threading.local):
    """Everything the hooks saw in this process. Hooks are inert while `paused` is above zero."""

    def __init__(self) -> None:
        self.paused = 0


class Log:
    """The shared part of the recorder: one per process."""

    def __init__(self) -> None:
        self.serial = 0
        self.variables: list[SeenVariable] = []
        self.by_handle: dict[int, SeenVariable] = {}
        self.tapes: list[SeenTape] = []
        self.requests: list[SeenRequest] = []
        self.calls: list[SeenCall] = []
        self.call_stack: list[SeenCall] = []
        self.node_runs: list[SeenNode] = []
        self.exits: list[SeenExit] = []
        self.eager_reads: dict[int, list[SeenRead]] = {}
        self.eager_writes: dict[
            int, int
        ] = {}  # when eager code wrote a variable last, by id; its first value aside
        self.written_later: set[int] = (
            set()
        )  # variables (by id) that were written eagerly after a first request
        self.changed_by_hand: set[int] = set()  # variables (by id) that eager code changed by some amount
        self.run_functions: list[Any] = []  # graphs of functions without gradients that eager code has run
        self.node_sites: dict[int, tuple[Any, Site | None]] = {}
        self.library_nodes: set[int] = set()  # the nodes (ids) that a library wires by itself
        self.layer_sites: dict[int, tuple[Any, Site | None]] = {}
        self.trained_models: list[Any] = []
        self.step_graph: Any = None
        self.mode = "function"
        self.roots: list[Any] = []  # graphs of compiled steps that were about to be executed
        self.arguments: list[
            tuple[Any, list[tuple[Any, Any]]]
        ] = []  # variables given to them, with the inputs
        self.given: list[int] = []  # the numbers of the tensors given to them
        self.seen_keys: set[tuple[Any, ...]] = set()
        self.tape_lines: dict[Place, int] = {}
        self.first_tape: dict[Place, int] = {}  # when a tape started at a line for the first time
        self.loop_start = 0  # when what is repeated began, as far as that was seen
        self.notes: list[str] = []
        self.arrays: dict[int, Any] = {}  # constants of an eager step that hold one turn's data, by id
        self.eager_turn: list[int] = []
        self.repeats: list[int] = []
        self.asked: set[tuple[Any, ...]] = set()  # by eager turns: the request's key, and its sources
        self.turn_start = 0  # how many requests there were when the turn began
        self.patience = 0.0  # until when such turns are waited for
        self.run_gradients: set[int] = (
            set()
        )  # the stand-ins, by their ops' ids, that v1 sessions were asked for
        self.run_lines: set[tuple[str, int]] = set()  # the user's lines that ran a v1 session
        self.step_end = 0  # when the first step was complete
        self.applies = 0
        self.early_exits: set[Site] = set()  # lines that took eager values before the step
        self.state_failure: SeenCall | None = None
        self.failed_calls: list[
            SeenCall
        ] = []  # the layer calls that the last exception left, innermost first
        self.failed_with: BaseException | None = None
        self.unfinished: list[Any] = []  # the graphs whose tracing it ended, innermost first
        self.verify = False
        self.adopted: set[int] = set()  # records of variables that were there before the hooks
        self.bystanders: frozenset[int | None] = frozenset()  # threads that have nothing to do with the step
        self.reloaded: set[int] = (
            set()
        )  # records of variables of models that were loaded after a first request
        self.failure: str | None = None  # what ended the script before its end, where something did
        self.misfit: BaseException | None = (
            None  # what a gradient of another shape than its variable's raised
        )
        self.misfit_whole = False  # in an optimizer's call, which is all of a step's applying
        self.cut_off = False  # the script had its time after the first step, and went on
        self.ended = False  # the script came to its own end
        self.loss_only = False  # a loss function without a training step around it

    def note(self, text: str) -> None:
        """Something that the report must say beside its findings, once."""
        if text not in self.notes:
            self.notes.append(text)

    def tick(self) -> int:
        """The next serial number: what happened before what."""
        self.serial += 1
        return self.serial

    def is_whole(self) -> bool:
        """Whether all that asked for gradients did so in a step that is complete; a None is asked for in vain."""
        known = {r.asks for r in self.requests if r.order <= self.step_end}
        return all(r.asks in known or all(answer is None for answer in r.results) for r in self.requests)

    def is_misfit(self, error: BaseException) -> bool:
        """Whether an exception is that of a gradient of another shape than its variable's."""
        causes = {id(error), id(error.__cause__), id(error.__context__)}
        return self.misfit is not None and id(self.misfit) in causes


state = Recorder()
log = Log()


@contextmanager
def paused() -> Iterator[None]:
    """Make the hooks inert on this thread."""
    state.paused += 1
    try:
        yield
    finally:
        state.paused -= 1


def kept(make: Callable[[], Any]) -> Callable[[], Any]:
    """`make`, to be called once the log is about something else: with what it holds now."""
    then = dict(vars(log))

    def later() -> Any:
        now = dict(vars(log))
        vars(log).update(then)
        try:
            return make()
        finally:
            vars(log).update(now)

    return later


def active() -> bool:
    """Whether hooks should act on this thread."""
    return state.paused == 0 and (not log.bystanders or threading.get_ident() not in log.bystanders)


def position(graph: Any) -> int:
    """How many ops a graph has: the creation order of the next one."""
    return int(graph.num_operations())
