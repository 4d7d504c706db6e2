"""Layers that the step does not contain: traced on the side, to see what a repair would reconnect."""

from __future__ import annotations

import sys
from typing import Any

from graphdoctor.analysis.reach import Walker
from graphdoctor.capture.eager import aside
from graphdoctor.capture.flatten import Flattener
from graphdoctor.capture.layers import node_inputs, node_layer, node_outputs
from graphdoctor.capture.prober import Prober
from graphdoctor.graph.model import Request, Variable


def reached_from(node: Any, nodes: list[Any], variables: list[Variable], handles: dict[int, int]) -> set[int]:
    """The variables that a gradient arriving at the outputs of a functional model's node would reach.

    The part of the functional model before the node is called on placeholders, and walked like any step.
    """
    from tensorflow.python.framework import func_graph

    inputs = _inputs_of(node, nodes)
    with aside():
        model = _library(node).Model(inputs, node_outputs(node))
        graph = func_graph.FuncGraph("graphdoctor_untraced")
        with graph.as_default():
            outputs = _flat(model([_placeholder(t) for t in inputs]))
        flat = Flattener(handles)
        flat.step.variables = variables
        frame = flat.add_root(graph, False)
        flat.step.oracle = Prober(flat.step, flat.tf_ops)
        targets = tuple(ref for t in outputs if (ref := flat.at(graph, frame, t)) is not None)
        request = Request(0, frame, targets, (), (), None)
        live = Walker(flat.step).reach(request).live
    return {variable for op, variable in flat.step.handles.items() if op in live}


def _library(node: Any) -> Any:
    """The Keras that a node's layer belongs to."""
    roots = {cls.__module__.split(".")[0] for cls in type(node_layer(node)).__mro__}
    return sys.modules["tf_keras" if "tf_keras" in roots else "keras"]


def _inputs_of(node: Any, nodes: list[Any]) -> list[Any]:
    """The symbolic tensors that nothing makes, on which a node depends."""
    maker = {id(t): n for n in nodes for t in node_outputs(n)}
    found: dict[int, Any] = {}
    stack, seen = list(node_inputs(node)), set[int]()
    while stack:
        tensor = stack.pop()
        if id(tensor) in seen:
            continue
        seen.add(id(tensor))
        made_by = maker.get(id(tensor))
        if made_by is None or not node_inputs(made_by):
            found[id(tensor)] = tensor
        else:
            stack.extend(node_inputs(made_by))
    return list(found.values())


def _placeholder(tensor: Any) -> Any:
    import tensorflow as tf

    return tf.compat.v1.placeholder(tf.as_dtype(tensor.dtype), tuple(tensor.shape))


def _flat(value: Any) -> list[Any]:
    return [t for v in value for t in _flat(v)] if isinstance(value, (list, tuple)) else [value]
