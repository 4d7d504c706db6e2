"""Functional models: the nodes that the script wired, and which models they belong to."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.cell_states import state_units, states_of
from graphdoctor.capture.layers import flat, node_arguments, node_inputs, node_layer
from graphdoctor.capture.recorder import log
from graphdoctor.diagnosis.evidence import Recurrent


def recurrent_node(index: int, node: Any, inputs: tuple[int, ...], outputs: tuple[int, ...]) -> Recurrent:
    layer = node_layer(node)
    args, kwargs = node_arguments(node)
    given = kwargs.get("initial_state")
    if given is None and len(args) > 1:
        given = args[1]
    if given is None and args and isinstance(args[0], (list, tuple)):
        given = list(args[0][1:])
    initial = tuple(id(t) for t in flat(given)) if given is not None else None
    return Recurrent(
        key=index,
        layer_key=id(layer),
        name=layer.name,
        type=type(layer).__name__,
        units=state_units(layer),
        final=final_state(layer, outputs),
        initial=initial or None,
        outputs=outputs,
        inputs=inputs,
        returns_state=bool(getattr(layer, "return_state", False)),
        order=index,
        stateful=bool(getattr(layer, "stateful", False)),
        names=tuple(name for name, _ in states_of(layer)),
    )


def around(
    index: int, layer: Any, units: tuple[int | None, ...], inputs: tuple[int, ...], outputs: tuple[int, ...]
) -> Recurrent:
    """A layer that holds a recurrent one: what it returns may be a state; what starts it, only its own code knows."""
    name, kind = str(layer.name), type(layer).__name__
    return Recurrent(
        index, id(layer), name, kind, units, outputs, inputs, outputs, inputs, len(outputs) > 1, index
    )


def input_names(layer: Any) -> tuple[str, ...]:
    """What a functional model calls its inputs, in the order in which it takes them; empty for any other layer.

    A dictionary of inputs has an order of its own in each place.
    """
    if all(cls.__name__ != "Functional" for cls in type(layer).__mro__):
        return ()  # a layer of the user's own may have an attribute of that name, and it may do anything
    made = _attribute(layer, "_inputs", "inputs")
    taken = _attribute(layer, "_inputs_struct", "_nested_inputs")
    if not isinstance(made, list) or taken is None or isinstance(taken, dict):
        return ()
    return tuple(str(getattr(tensor, "name", "")) for tensor in made)


def _attribute(layer: Any, *names: str) -> Any:
    """The first of these attributes that is set; it may be a tensor, which is neither true nor false."""
    found = (getattr(layer, name, None) for name in names)
    return next((value for value in found if value is not None), None)


def sublayers(layer: Any) -> list[Any]:
    flatten = getattr(layer, "_flatten_layers", None)
    return list(flatten(include_self=False)) if flatten is not None else []


def inner_layers(layer: Any) -> frozenset[int]:
    """The layers within a layer."""
    return frozenset(id(inner) for inner in sublayers(layer))


def final_state(layer: Any, outputs: tuple[int, ...]) -> tuple[int, ...]:
    if getattr(layer, "return_state", False):
        return outputs[1:]
    return () if getattr(layer, "return_sequences", False) else outputs[:1]


def nodes_of_models(layers: list[Any]) -> set[int]:
    """The nodes of all functional models among the layers that ran (and of the models within them)."""
    found: set[int] = set()
    seen: set[int] = set()
    stack = list(layers)
    while stack:
        layer = stack.pop()
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        inner = getattr(layer, "_functional", None)
        if inner is not None:
            stack.append(inner)
        for node in _own_nodes(layer):
            found.add(id(node))
            stack.append(node_layer(node))
    return found


def other_models(nodes: list[Any], trained: set[int]) -> dict[int, tuple[str, bool, bool]]:
    """For each node of a functional model that is not trained as a whole: the model's name, whether a part of it is,
    and whether the model is called as a layer or starts from an input of the trained one.

    What is made around a trained model, and not trained by the end of the script, is no model that was cut short.
    """
    called = {id(node_layer(node)) for node in nodes}
    found: dict[int, tuple[str, bool, bool]] = {}
    before: set[int] = set()  # nodes of the trained models that were made first
    for model, _ in list(log.layer_sites.values()):
        own = _own_nodes(getattr(model, "_functional", None) or model)
        inside = [node for node in own if id(node) in trained]
        if not own or len(inside) == len(own):
            before.update(map(id, own if log.ended else ()))
            continue
        parts = [node for node in inside if node_inputs(node)]
        shared = any(id(node) not in before for node in parts)
        said = (str(model.name), shared, bool(inside) or id(model) in called)
        for node in own:
            if id(node) not in trained and not found.get(id(node), ("", False, False))[1]:
                found[id(node)] = said
    return found


def _own_nodes(model: Any) -> list[Any]:
    by_depth = getattr(model, "_nodes_by_depth", None) if hasattr(model, "_nodes_by_depth") else None
    return [node for nodes in (by_depth or {}).values() for node in nodes]
