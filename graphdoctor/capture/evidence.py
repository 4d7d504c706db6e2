"""The facts that a diagnosis asks for, from what the hooks saw (implements `diagnosis.evidence.Evidence`)."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from graphdoctor.capture import lines_to_move, naming
from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.cell_states import state_units
from graphdoctor.capture.frames import Site, sites_of
from graphdoctor.capture.functional import (
    around,
    inner_layers,
    nodes_of_models,
    other_models,
    recurrent_node,
    sublayers,
)
from graphdoctor.capture.layers import is_recurrent, node_inputs, node_layer, node_outputs
from graphdoctor.capture.python_calls import variables_in_python
from graphdoctor.capture.recorder import log
from graphdoctor.capture.recurrent import cell_calls, recurrent_calls
from graphdoctor.capture.trial import measure
from graphdoctor.capture.untraced import reached_from
from graphdoctor.capture.variables import handle_of
from graphdoctor.diagnosis.evidence import Left, Node, Recurrent
from graphdoctor.diagnosis.expressions import expressions
from graphdoctor.diagnosis.roundtrips import numbers_in
from graphdoctor.source import Location, read_location


def located(site: Site | None) -> Location | None:
    """A site as a place with its source text."""
    return None if site is None else read_location(site.file, site.line)


def _numbers(value: Any) -> tuple[float, ...]:
    """The numbers of a value that left TensorFlow, as far as they tell it from others."""
    if value is None or not hasattr(value, "numpy") or not value.dtype.is_floating:
        return ()
    return tuple(sorted(numbers_in([value.numpy()])))


class CapturedEvidence:
    """Evidence of one assembled step."""

    def __init__(self, assembled: Assembled) -> None:
        self.assembled = assembled
        self.step = assembled.step
        self._owners = naming.layer_owners()
        self._nodes: list[Node] | None = None
        self._node_objects: list[Any] = []
        self._expressions: dict[int, str] | None = None
        self._in_python: dict[int, int] | None = None
        self._read_owners: dict[Site | None, set[int]] | None = None

    def locate(self, op: int) -> Location | None:
        return located(self.assembled.site(op))

    def ran(self, op: int) -> Location | None:
        frames = sites_of(getattr(self.assembled.flat.tf_ops[op], "traceback", ()))
        return located(frames[-1]) if frames else self.locate(op)

    def stack(self, op: int) -> Sequence[Location]:
        sites = sites_of(getattr(self.assembled.flat.tf_ops[op], "traceback", ()))
        return [at for site in sites if (at := located(site)) is not None]

    def to_move(self, op: int) -> Location | None:
        return located(lines_to_move.of_op(self.assembled, op)) or self.ran(op)

    def locate_call(self, call: int) -> Location | None:
        return located(self.assembled.call_site(self.assembled.calls[call]))

    def locate_node(self, node: int) -> Location | None:
        self.nodes()
        known = log.node_sites.get(id(self._node_objects[node]))
        return located(known[1]) if known else None

    def locate_request(self, request: int) -> Location | None:
        return located(self.assembled.seen_requests[request].site)

    def created(self, variable: int) -> Location | None:
        seen = self.assembled.variables[variable]
        one_of_many = seen.made_by is not None and self._is_read_of_another(variable)
        return located(seen.made_by if one_of_many else naming.creation_site(seen, self._owners))

    def _is_read_of_another(self, variable: int) -> bool:
        """Whether the step reads no variable of this one's owner, but that of another owner made by the same line.

        Then nothing is wrong with the class: the line that made this very object says more.
        """
        mine = self.assembled.variables[variable]
        if self._read_owners is None:
            self._read_owners = self._owners_by_line()
        owners = self._read_owners.get(mine.site, set())
        return bool(owners) and not any(id(mine.owner) in others for others in self._read_owners.values())

    def _owners_by_line(self) -> dict[Site | None, set[int]]:
        """By the lines that made variables which the step reads: the objects that they belong to."""
        found: dict[Site | None, set[int]] = {}
        for op, variable in self.step.handles.items():
            if self._is_read(op):
                seen = self.assembled.variables[variable]
                found.setdefault(seen.site, set()).add(id(seen.owner))
        return found

    def _is_read(self, op: int) -> bool:
        """Whether a variable's value goes on to other ops: a read that nobody takes is none, nor is an assignment."""
        return any(self.step.consumers[taker] for taker, _ in self.step.consumers[op])

    def before_the_loop(self, request: int) -> bool:
        return self.assembled.seen_requests[request].order < log.loop_start

    def failure(self) -> str | None:
        return log.failure

    def cut_off(self) -> bool:
        return log.cut_off

    def made_after_step(self, variable: int) -> bool:
        return 0 < log.step_end < self.assembled.variables[variable].serial

    def expression(self, variable: int) -> str | None:
        if self._expressions is None:
            self._expressions = self._all_expressions()
        return self._expressions.get(variable)

    def _all_expressions(self) -> dict[int, str]:
        """Of the variables that share their name with another one; Keras' own have paths that tell them apart."""
        seen = self.assembled.variables
        plain = [n for n, v in enumerate(seen) if v.keras is None and not v.library]
        base = [naming.base_name(seen[n]) for n in plain]
        count = Counter(base)
        if set(count.values()) <= {1} and "Variable" not in count:
            return {}
        read = functools.cache(lambda site: read_location(site.file, site.line))
        told = expressions([[read(site) for site in seen[n].stack] for n in plain])
        ambiguous = [name == "Variable" or count[name] > 1 for name in base]
        last = dict(zip(told, plain, strict=True))  # a name that is bound again means the later variable
        return {
            n: e
            for n, e, wanted in zip(plain, told, ambiguous, strict=True)
            if wanted and e is not None and last[e] == n
        }

    def verified(self, request: int) -> dict[int, bool]:
        return {v: answer is None for v, (_, answer) in self._answers(request).items()}

    def measured(self, request: int, variables: Sequence[int]) -> dict[int, str]:
        places = {v: place for v, (place, _) in self._answers(request).items() if v in variables}
        found = measure(self.assembled.seen_requests[request], list(places.values()))
        return {v: found[place] for v, place in places.items() if place in found}

    def _answers(self, request: int) -> dict[int, tuple[int, Any]]:
        """For each variable that a request names: its place among the sources, and TensorFlow's gradient."""
        answers = self.assembled.seen_requests[request].verified or []
        sources = self.step.requests[request].sources
        pairs = enumerate(zip(sources, answers, strict=False))
        return {s.variable: (place, answer) for place, (s, answer) in pairs if s.variable is not None}

    def left(self) -> dict[int, list[Left]]:
        found: dict[int, list[Left]] = {}
        for op, events in self.assembled.left_ops().items():
            found[op] = [
                Left(e.kind, located(e.site), e.position, e.site in log.early_exits, _numbers(e.value))
                for e in events
            ]
        return found

    def elsewhere(self, variable: int) -> bool:
        graph = getattr(handle_of(self.assembled.variables[variable].variable), "graph", None)
        if graph is None or hasattr(graph, "outer_graph"):
            return False
        return all(graph is not known for known in self.assembled.flat.graphs)

    def written_later(self, variable: int) -> bool:
        return id(self.assembled.variables[variable]) in log.written_later

    def changed_by_hand(self, variable: int) -> bool:
        return id(self.assembled.variables[variable]) in log.changed_by_hand

    def read_outside(self, variable: int) -> Location | None:
        return located(lines_to_move.of_read(self.assembled, variable))

    def run_by_python(self, variable: int) -> Location | None:
        if self._in_python is None:
            assembled = self.assembled
            self._in_python = variables_in_python(self.step, assembled.flat.tf_ops, assembled.handles)
        op = self._in_python.get(variable)
        return None if op is None else self.ran(op)

    def taken(self, variable: int) -> bool:
        return id(self.assembled.variables[variable]) in log.eager_reads

    def copied_from(self, variable: int) -> Location | None:
        seen = self.assembled.variables
        used = {id(seen[v]) for v in self.step.handles.values() if not seen[v].library}
        writes = {v: uid for v, uid in log.eager_writes.items() if v in used}
        reads = log.eager_reads
        own = {r.site for v in used for r in reads.get(v, []) if r.uid < writes.get(v, r.uid + 1)}
        for read in reads.get(id(seen[variable]), []):
            if read.site not in own and any(read.uid < written for written in writes.values()):
                return located(read.site)
        return None

    # -- recurrent layers ----------------------------------------------------------------------------------------------

    def recurrent_calls(self) -> Sequence[Recurrent]:
        return recurrent_calls(self.assembled)

    def cell_calls(self) -> Sequence[Recurrent]:
        return cell_calls(self.assembled)

    # -- functional models ---------------------------------------------------------------------------------------------

    def nodes(self) -> Sequence[Node]:
        if self._nodes is None:
            objects = [node for node, _ in log.node_sites.values()]
            trained = nodes_of_models([call.layer for call in self.assembled.calls] + log.trained_models)
            self._node_objects = objects
            wholes = other_models(objects, trained)
            self._nodes = [self._node(n, node, trained, wholes) for n, node in enumerate(objects)]
        return self._nodes

    def reached_from_node(self, node: int) -> set[int]:
        self.nodes()
        assembled = self.assembled
        return reached_from(
            self._node_objects[node], self._node_objects, assembled.step.variables, assembled.handles
        )

    def _node(
        self, index: int, node: Any, trained: set[int], wholes: dict[int, tuple[str, bool, bool]]
    ) -> Node:
        layer = node_layer(node)
        inputs = tuple(id(t) for t in node_inputs(node))
        outputs = tuple(id(t) for t in node_outputs(node))
        recurrent = recurrent_node(index, node, inputs, outputs) if is_recurrent(layer) else None
        within = [inner for inner in sublayers(layer) if is_recurrent(inner)] if recurrent is None else []
        if within:  # an encoder of the user's own around a recurrent layer
            recurrent = around(index, layer, state_units(within[-1]), inputs, outputs)
        whole, shared, used = wholes.get(id(node), (None, False, False))
        return Node(
            index,
            id(layer),
            layer.name,
            type(layer).__name__,
            inputs,
            outputs,
            id(node) in trained,
            recurrent,
            inner_layers(layer),
            tuple(_shape(t) for t in node_outputs(node)),
            whole,
            shared,
            used,
            id(node) in log.library_nodes,
        )


def _shape(tensor: Any) -> tuple[int | None, ...]:
    """A symbolic tensor's shape: a tuple in Keras 3, a TensorShape in tf_keras."""
    shape = tensor.shape
    if isinstance(shape, tuple):
        return shape
    return tuple(shape.as_list()) if shape.rank is not None else ()
