"""Compiled steps: when a traced function that asks for gradients is about to be executed, the step is complete."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture import outside, stop
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active, log
from graphdoctor.capture.unfinished import remember_graph


def install() -> None:
    """Watch the one place through which every traced function is executed or called."""
    from tensorflow.python.eager.polymorphic_function import atomic_function
    from tensorflow.python.framework import func_graph

    cls = atomic_function.AtomicFunction
    original = cls.call_flat

    def call_flat(self: Any, *args: Any) -> Any:
        if not active():
            return original(self, *args)
        requests = requests_below(self.graph) if log.requests else []
        from tensorflow.python.eager import context

        if not requests:
            if context.executing_eagerly():
                _remember_writes(self.graph)
            return original(self, *args)
        if context.executing_eagerly():
            _remember_arguments(self.graph, args)
            return stop.about_to_execute(self, requests, lambda: original(self, *args))
        stop.called_in_graph(self.graph)
        return original(self, *args)

    replace(cls, "call_flat", call_flat)
    _watch_traces(func_graph)


def _remember_arguments(graph: Any, args: Any) -> None:
    """Variables may be given to a step, and so may what was computed before it: of that, the number is kept alone."""
    known = any(graph is g for g, _ in log.arguments)
    pairs = list(zip(args, graph.inputs, strict=False))
    if not known:
        log.arguments.append((graph, [p for p in pairs if p[1].dtype.name == "resource"]))
    log.given.extend(outer._id for outer, inner in pairs if hasattr(outer, "_id") and inner.dtype.is_floating)


def _remember_writes(graph: Any) -> None:
    """A function of the user's that is no step may copy one network into another, or train by a rule of its own."""
    known = any(graph is g for g in log.run_functions)
    if known and not log.requests:
        return
    if not known:
        log.run_functions.append(graph)
    outer = {id(inner): given for given, inner in graph.captures}
    for op in graph.get_operations():
        if op.type.startswith("Assign") and id(op.inputs[0]) in outer:
            outside.remember_write(outer[id(op.inputs[0])], op.type)


def _watch_traces(module: Any) -> None:
    """After the outermost trace: a step in which everything trains needs no second look."""
    from tensorflow.python.eager import context

    original = module.func_graph_from_py_func

    def traced(*args: Any, **kwargs: Any) -> Any:
        before = len(log.requests)
        try:
            graph = original(*args, **kwargs)
        except BaseException as error:
            if active():
                remember_graph(error)
            raise
        log.unfinished.clear()
        if active() and len(log.requests) > before and context.executing_eagerly():
            stop.traced(graph)
        return graph

    replace(module, "func_graph_from_py_func", traced)


def requests_below(graph: Any) -> list[Any]:
    """The gradient requests made while `graph`, or a function inside of it, was traced."""
    return [r for r in log.requests if graph in chain(r.graph)]


def chain(graph: Any) -> list[Any]:
    """A graph and those around it, innermost first."""
    found = []
    while graph is not None:
        found.append(graph)
        graph = getattr(graph, "outer_graph", None)
    return found


def body_of(op: Any) -> Any:
    """The FuncGraph that a call op runs, None for other ops."""
    if op.type not in ("PartitionedCall", "StatefulPartitionedCall"):
        return None
    atomic = op.graph._get_function(op.get_attr("f").name)
    return None if atomic is None else atomic.graph
