"""Every call of a Keras layer: where, with what, in which stretch of which graph; and each functional model's nodes."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.cell_states import stacked_cells
from graphdoctor.capture.frames import (
    Site,
    is_user_frame,
    of_another_library,
    python_frames,
    sites_around,
    stack_sites,
)  # fmt: skip
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import SeenCall, SeenNode, active, log, position
from graphdoctor.capture.unfinished import remember_call

_RUNNERS = ("_run_through_graph", "_run_internal_graph")
"""Where Keras 3 and tf_keras run a functional model, node by node."""


def install_keras_layer(module: Any) -> None:
    """Hook for the module that defines `Layer` (Keras 3: `keras.src.layers.layer`; tf_keras: its base layer)."""
    layer_class = getattr(module, "Layer", None)
    if layer_class is None:
        return
    _watch_call(layer_class)
    _watch_new(layer_class)


def install_keras_operation(module: Any) -> None:
    """Hook for `keras.src.ops.operation`: which ops each `keras.ops` node of a functional model makes when it runs.

    A slice, a sum or a `keras.ops.cast` of a KerasTensor is a node without a layer.
    """
    original = module.Operation.__call__

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        node = _functional_node() if active() and not hasattr(self, "add_weight") else None
        if node is None or node_layer(node) is not self:  # a layer has a call of its own
            return original(self, *args, **kwargs)
        from tensorflow.python.framework import ops

        graph = ops.get_default_graph()
        start, (_, outside) = position(graph), sites_around(_RUNNERS)
        try:
            return original(self, *args, **kwargs)
        finally:
            log.node_runs.append(SeenNode(graph, start, position(graph), node, outside))

    replace(module.Operation, "__call__", call)


def install_keras_node(module: Any) -> None:
    """Hook for `keras.src.ops.node` (and tf_keras' own): remember the line that made each functional model's node."""
    original = module.Node.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if active():
            log.node_sites[id(self)] = (self, _node_site(self))
            if of_another_library():
                log.library_nodes.add(id(self))

    replace(module.Node, "__init__", init)


def node_layer(node: Any) -> Any:
    """The layer (or operation) of a functional model's node, in Keras 3 or tf_keras."""
    return node.operation if hasattr(node, "operation") else node.layer


def node_inputs(node: Any) -> list[Any]:
    """The symbolic tensors that a node reads."""
    return list(node.keras_inputs if hasattr(node, "keras_inputs") else node.input_tensors)


def node_outputs(node: Any) -> list[Any]:
    """The symbolic tensors that a node makes."""
    return flat(node.outputs)


def node_arguments(node: Any) -> tuple[Any, dict[str, Any]]:
    """A node's positional and keyword arguments."""
    if hasattr(node, "arguments"):
        return node.arguments.args, node.arguments.kwargs
    return node.call_args, node.call_kwargs


def _node_site(node: Any) -> Site | None:
    """A node that Sequential makes for a layer belongs to the line that made that layer."""
    for frame in python_frames():
        owner = frame.f_locals.get("self") if "self" in frame.f_code.co_varnames[:1] else None
        if owner is not None and any(c.__name__ == "Sequential" for c in type(owner).__mro__):
            known = log.layer_sites.get(id(node_layer(node)))
            return known[1] if known else None
    sites = stack_sites()
    return sites[-1] if sites else None


def _watch_new(layer_class: Any) -> None:
    original = layer_class.__new__

    def new(cls: Any, *args: Any, **kwargs: Any) -> Any:
        instance = original(cls, *args, **kwargs) if original is not object.__new__ else original(cls)
        if active():
            sites = stack_sites()
            log.layer_sites[id(instance)] = (instance, sites[-1] if sites else None)
        return instance

    replace(layer_class, "__new__", staticmethod(new))


def _watch_call(layer_class: Any) -> None:
    original = layer_class.__call__

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not active():
            return original(self, *args, **kwargs)
        seen = _begin(self, args, kwargs)
        log.call_stack.append(seen)
        try:
            outputs = original(self, *args, **kwargs)
        except BaseException as error:
            remember_call(seen, error)
            if _is_to_blame(self):
                seen.failed = error
                if not is_recurrent(self):
                    seen.states, seen.states_given = _cell_states(args, kwargs)
                log.state_failure = seen
            raise
        finally:
            log.call_stack.remove(seen)
            seen.end = position(seen.graph)
        log.failed_calls.clear()
        seen.outputs = flat(outputs)
        seen.serial = log.tick()
        log.calls.append(seen)
        if log.state_failure is not None and not seen.symbolic:
            log.state_failure = None
        return outputs

    call.__name__ = "__call__"
    call.__signature__ = _signature(original)  # type: ignore[attr-defined]
    replace(layer_class, "__call__", call)


def _signature(function: Any) -> Any:
    import inspect

    return inspect.signature(function)


def _begin(layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> SeenCall:
    from tensorflow.python.framework import ops

    graph = ops.get_default_graph()
    node = _functional_node()
    sites, outside = sites_around(_RUNNERS)
    states, given = _initial_state(layer, args, kwargs)
    inputs = flat([args, kwargs])
    return SeenCall(
        layer=layer,
        graph=graph,
        start=position(graph),
        end=position(graph),
        parent=log.call_stack[-1] if log.call_stack else None,
        sites=sites,
        depth=outside,
        node=node,
        symbolic=any(is_symbolic(value) for value in inputs),
        inputs=inputs,
        states=states,
        states_given=given,
    )


def _functional_node() -> Any:
    """The functional model's node that is being run; None where the user's own code calls the layer."""
    for frame in python_frames():
        if frame.f_code.co_name in _RUNNERS and "node" in frame.f_locals:
            return frame.f_locals["node"]
        if is_user_frame(frame):
            return None
    return None


def is_symbolic(value: Any) -> bool:
    """Whether a value is a KerasTensor: a promise in a functional model, not a tensor of a graph."""
    return type(value).__name__ == "KerasTensor" or hasattr(value, "_keras_history")


def is_recurrent(layer: Any) -> bool:
    """Whether a layer carries state from step to step (an RNN of any kind, or a Bidirectional around one)."""
    return any(cls.__name__ in ("RNN", "Bidirectional") for cls in type(layer).__mro__)


def _is_to_blame(layer: Any) -> bool:
    """Whether a layer that fails is the innermost that carries states, or the stack around it, which the user calls."""
    inner = log.state_failure
    if inner is not None:
        return any(inner.layer is cell for cell in stacked_cells(layer)) and _is_lone_cell(layer)
    return is_recurrent(layer) or _is_lone_cell(layer)


def _is_lone_cell(layer: Any) -> bool:
    """Whether a layer is an RNN cell that a loop of the user's calls, not a recurrent layer."""
    return hasattr(layer, "state_size") and not any(is_recurrent(call.layer) for call in log.call_stack)


def _cell_states(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, bool]:
    named = kwargs.get("states", kwargs.get("state"))  # Keras' cells, and those of TensorFlow 1
    states = args[1] if named is None and len(args) > 1 else named
    return (None, False) if states is None else (_as_list(states), True)


def flat(value: Any) -> list[Any]:
    """The tensors and variables in a nested structure."""
    if value is None or isinstance(value, (str, bytes, int, float, bool)):
        return []
    if isinstance(value, dict):
        return [leaf for key in value for leaf in flat(value[key])]
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in flat(item)]
    return [value] if hasattr(value, "dtype") and hasattr(value, "shape") else []


def _initial_state(layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, bool]:
    if not is_recurrent(layer):
        return None, False
    if kwargs.get("initial_state") is not None:
        return _as_list(kwargs["initial_state"]), True
    # Both `layer(x, [h, c])` (tf_keras) and `layer(x, initial_state)` (Keras 3's first optional argument) occur.
    if len(args) > 1 and args[1] is not None and not isinstance(args[1], bool):
        return _as_list(args[1]), True
    if args and isinstance(args[0], (list, tuple)) and len(args[0]) > 1:
        return list(args[0][1:]), True
    return None, False


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
