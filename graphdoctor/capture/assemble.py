"""From what the hooks saw to a `StepGraph`, and from its ops back to the user's lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphdoctor.capture import naming
from graphdoctor.capture.flatten import Flattener, requests_in
from graphdoctor.capture.frames import Site, sites_of
from graphdoctor.capture.layer_calls import lay_out_calls
from graphdoctor.capture.prober import Prober
from graphdoctor.capture.recorder import SeenCall, SeenExit, SeenNode, SeenRequest, SeenVariable, Span, log
from graphdoctor.capture.unrun import unrun
from graphdoctor.capture.variables import find, handle_of
from graphdoctor.graph.check import check_step
from graphdoctor.graph.model import Ref, Request, Source, StepGraph


class Assembled:
    """A StepGraph with the way back to TensorFlow's objects and the user's lines."""

    def __init__(self, roots: list[Any], failed: Iterable[SeenCall] = (), bodies: Iterable[Any] = ()) -> None:
        """roots: the graphs of the step. Where tracing was cut short: the layer calls that failed, and the function
        bodies that nothing calls yet."""
        self.variables: list[SeenVariable] = naming.listed_variables()
        index = {id(_handle(v)): n for n, v in enumerate(self.variables)}
        index.update((id(handle_of(r)), n) for n, v in enumerate(self.variables) for r in v.replicas)
        self.flat = Flattener(index)
        self.step: StepGraph = self.flat.step
        self.step.variables = naming.describe(self.variables)
        self.handles = index
        unique = [root for n, root in enumerate(roots) if all(root is not r for r in roots[:n])]
        for root in self._outermost(unique):
            self.flat.add_root(root, root is log.step_graph)
        for body in bodies:
            self.flat.add_body(body)
        self._add_hidden_roots(unique)
        self._add_taken()
        self.seen_requests: list[SeenRequest] = []
        self.prober = Prober(self.step, self.flat.tf_ops)
        self.step.oracle = self.prober
        self._node_runs: dict[int, dict[int, SeenNode]] | None = None
        self._captured: dict[int, Any] | None = None
        self.calls = lay_out_calls([*log.calls, *failed], self.flat, self.given)
        self._add_requests(unique)
        for number, variable in enumerate(self.variables):
            ref = self.ref(variable.initial) if variable.initial is not None else None
            if ref is not None:
                self.step.initial[number] = ref[0]
        check_step(self.step)

    @staticmethod
    def _outermost(roots: list[Any]) -> list[Any]:
        """A function that another root calls is laid out there."""
        from graphdoctor.capture.functions import body_of

        if len(roots) < 2:
            return roots
        inner = {id(body_of(op)) for r in roots for op in r.get_operations() if body_of(op) is not None}
        return [r for r in roots if id(r) not in inner]

    def _add_hidden_roots(self, roots: list[Any]) -> None:
        """A body that TensorFlow keeps elsewhere (a dataset's reduce function) is laid out on its own.

        Not so a first trace that TensorFlow threw away because it created variables: its requests come again.
        """
        requests = requests_in(roots)
        placed = {r.key for r in requests if id(_home(r)) in self.flat.frames_of}
        for request in reversed(requests):
            if request.key not in placed:
                placed.add(request.key)
                self.flat.add_root(_home(request), False)

    # -- tensors ---------------------------------------------------------------------------------------------------

    def ref(self, tensor: Any) -> Ref | None:
        """Where a tensor went, in its graph's first frame; None where it belongs to no captured graph.

        A sparse tensor is where its values are.
        """
        if not hasattr(tensor, "value_index") and hasattr(tensor, "values"):
            tensor = tensor.values
        graph = getattr(tensor, "graph", None)
        frames = self.flat.frames_of.get(id(graph)) if graph is not None else None
        if frames is None or not hasattr(tensor, "op"):
            return None
        places = (self.flat.at(graph, frame, tensor) for frame in frames)
        return next((place for place in places if place is not None), None)

    def given(self, tensor: Any) -> Ref | None:
        """As `ref`; a tensor that was computed before the step is where a graph takes it in."""
        found = self.ref(tensor)
        if found is not None or hasattr(tensor, "graph"):
            return found
        if self._captured is None:
            pairs = (pair for graph in self.flat.graphs for pair in getattr(graph, "captures", ()))
            self._captured = {id(outer): inner for outer, inner in pairs}
        return self.ref(self._captured.get(id(tensor)))

    # -- requests --------------------------------------------------------------------------------------------------

    def _add_requests(self, roots: list[Any]) -> None:
        for seen in _in_order(requests_in(roots)):
            home = _home(seen)
            frames = self.flat.frames_of.get(id(home), [])
            for frame in frames[:1]:
                self.seen_requests.append(seen)
                self.step.requests.append(self._request(seen, home, frame))

    def _request(self, seen: SeenRequest, home: Any, frame: int) -> Request:
        targets = tuple(r for t in seen.targets for r in self._target(t))
        sources = tuple(self._source(s) for s in seen.sources)
        results = tuple(self._result(r) for r in seen.results)
        spans = None if seen.spans is None else _ranges(seen.spans, home)
        watches = seen.tape is None or seen.tape.watches
        explicit = frozenset(self._variables(seen.tape.explicit)) if seen.tape is not None else frozenset()
        return Request(
            index=len(self.step.requests),
            frame=frame,
            targets=targets,
            sources=sources,
            results=results,
            spans=spans,
            stopped=tuple(_ranges(seen.stopped, home)),
            verifying=tuple(_ranges(seen.verifying, home)),
            watched=None if watches else explicit,
            explicit=explicit,
            held=frozenset(self._refs(seen.tape.explicit)) if seen.tape is not None else frozenset(),
            barred=frozenset(self._refs(seen.barred)),
            inner=seen.inner,
            unwatched=seen.unwatched,
            unrun=unrun(seen),
            detached=not targets,
        )

    def _target(self, thing: Any) -> list[Ref]:
        """Where a loss went; a variable may be one itself."""
        seen = find(thing)
        op = self.flat.variable(_handle(seen)) if seen is not None else None
        place = self.ref(thing) if op is None else (op, 0)
        return [] if place is None else [place]

    def _refs(self, tensors: list[Any]) -> list[Ref]:
        found = (self.ref(t) for t in tensors)
        return [ref for ref in found if ref is not None]

    def _variables(self, things: list[Any]) -> list[int]:
        found = (self._variable(t) for t in things)
        return [n for n in found if n is not None]

    def _variable(self, thing: Any) -> int | None:
        seen = find(thing)
        handle = _handle(seen) if seen is not None else None
        return self.handles.get(id(handle)) if handle is not None else None

    def _source(self, thing: Any) -> Source:
        variable = self._variable(thing)
        if variable is None and hasattr(thing, "op") and hasattr(thing, "graph"):
            ref = self.ref(thing)
            if ref is not None:
                from graphdoctor.analysis.applied import Applications

                # v1 optimizers differentiate with respect to the read value, not the variable.
                return Source(_read_variable(self.step, Applications(self.step), ref), ref)
        return Source(variable)

    def _result(self, result: Any) -> int | None:
        tensor = getattr(result, "values", result)
        ref = self.ref(tensor) if result is not None else None
        return None if ref is None else ref[0]

    # -- lines -----------------------------------------------------------------------------------------------------

    def site(self, op: int) -> Site | None:
        """The user's line that made an op: their own frame inside of the layer, else the layer's call in the model."""
        tf_op = self.flat.tf_ops[op]
        frames = sites_of(tf_op.traceback) if tf_op is not None and hasattr(tf_op, "traceback") else []
        run = self._node_run(op)
        known = log.node_sites.get(id(run.node)) if run is not None and len(frames) <= run.depth else None
        if known is not None and known[1] is not None:
            return known[1]
        call = self.step.layer_call[op]
        if call >= 0:
            return self.call_site(self.calls[call], frames)
        if frames:
            return frames[-1]
        outer = self.step.frames[self.step.frame_of[op]].call
        return self.site(outer) if outer >= 0 else None

    def _node_run(self, op: int) -> SeenNode | None:
        """The node without a layer that made an op; the last one, where a functional model runs within another."""
        if self._node_runs is None:
            self._node_runs = {}
            for seen in log.node_runs:
                table = self._node_runs.setdefault(id(seen.graph), {})
                table.update(dict.fromkeys(range(seen.start, seen.end), seen))
        made = self._node_runs.get(id(self.flat.graphs[self.step.frame_of[op]]), {})
        return made.get(self.step.order[op])

    def call_site(self, call: SeenCall, frames: list[Site] | None = None) -> Site | None:
        """The user's line of a layer call; a functional model's layers belong to the lines that wired them."""
        node_call: SeenCall | None = call
        while node_call is not None and node_call.node is None:
            node_call = node_call.parent
        inner = frames if frames is not None else call.sites
        if node_call is None:
            return inner[-1] if inner else None
        if len(inner) > node_call.depth:
            return inner[-1]  # the user's own code below the functional model
        known = log.node_sites.get(id(node_call.node))
        if known is not None and known[1] is not None:
            return known[1]
        made = log.layer_sites.get(id(node_call.layer))
        return made[1] if made is not None and made[1] is not None else (inner[-1] if inner else None)

    # -- values that left ------------------------------------------------------------------------------------------

    def _add_taken(self) -> None:
        """Variables of which a value was taken are of the step, also those that no op reads."""
        seen = [find(event.tensor) for event in log.exits if not event.fatal]
        for handle in (_handle(v) for v in seen if v is not None):
            self.flat.variable(handle)

    def left_ops(self) -> dict[int, list[SeenExit]]:
        """Ops whose values left TensorFlow for Python."""
        found: dict[int, list[SeenExit]] = {}
        for event in log.exits:
            if event.fatal:
                continue
            ref = self.ref(event.tensor)
            if ref is None and (variable := self._variable(event.tensor)) is not None:
                op = {v: o for o, v in self.step.handles.items()}.get(variable)
                ref = (op, 0) if op is not None else None
            if ref is not None:
                found.setdefault(ref[0], []).append(event)
        return found


def _home(request: SeenRequest) -> Any:
    """The graph in which a request's tape started."""
    return request.spans[0].graph if request.spans else request.graph


def _read_variable(step: StepGraph, applications: Any, ref: Ref) -> int | None:
    op = ref[0]
    if step.types[op] in ("ReadVariableOp", "Identity") and step.inputs[op]:
        op = step.inputs[op][0][0]
    return applications.variable_behind(op)  # type: ignore[no-any-return]


def _handle(seen: SeenVariable | None) -> Any:
    return None if seen is None else handle_of(seen.variable)


def _ranges(spans: list[Span], home: Any) -> tuple[tuple[int, int], ...]:
    return tuple(
        (s.start, s.end if s.end is not None else home.num_operations()) for s in spans if s.graph is home
    )


def _in_order(requests: list[SeenRequest]) -> list[SeenRequest]:
    """The requests in order, each once."""
    return sorted(requests, key=lambda r: r.order)
