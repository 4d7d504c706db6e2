"""Variables, layers and models that were there before the hooks: found among Python's living objects.

Only those that have to do with the step are reported: what it reads, asks gradients for, and the other variables of
the models and layers that it calls. A process may hold many more.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import Any

from graphdoctor.capture.layers import flat
from graphdoctor.capture.recorder import SeenVariable, log
from graphdoctor.capture.variables import find, handle_of, role_of_class

_HELD = ("_trainable_variables", "_non_trainable_variables", "_trainable_weights", "_non_trainable_weights")
"""Where the layers of Keras 3 and tf_keras keep their own variables."""


def adopt() -> None:
    """Record every variable, layer and functional node that lives, as nobody's concern so far."""
    found = _living()
    keras = {id(v._value): v for v in found["keras-variable"] if getattr(v, "_value", None) is not None}
    owners = _owners(found)
    kept = {id(v): v for v in found["variable"]}
    for variable in sorted(kept.values(), key=_age):
        handle = handle_of(variable)
        if handle is None or id(handle) in log.by_handle:
            continue
        owner = owners.get(id(variable))
        seen = SeenVariable(variable, keras.get(id(variable)), owner, None, False, True, log.tick())
        log.variables.append(seen)
        log.by_handle[id(handle)] = seen
    log.adopted = {id(seen) for seen in log.variables}
    log.layer_sites.update({id(layer): (layer, None) for layer in found["layer"]})
    log.node_sites.update({id(node): (node, None) for node in found["node"]})


def concern(roots: list[Any], models: Iterable[Any]) -> None:
    """Decide which of the adopted variables belong to the step."""
    mine = {id(seen) for model in models for seen in _of_layer(model)}
    mine |= {id(seen) for call in log.calls for seen in _of_layer(call.layer)}
    for graph in roots:
        mine |= {id(log.by_handle.get(id(outer))) for outer, _ in getattr(graph, "captures", ())}
    asked = [source for request in log.requests for source in request.sources]
    mine |= {id(find(source)) for source in asked}
    for seen in log.variables:
        if id(seen) in log.adopted:
            seen.library = id(seen) not in mine or role_of_class(type(seen.owner)) == "bookkeeper"


def _living() -> dict[str, list[Any]]:
    """Living objects by what they are. Nothing is asked of an object itself: it might be a proxy for anything."""
    kinds: dict[type, str] = {}
    found: dict[str, list[Any]] = {
        kind: [] for kind in ("variable", "keras-variable", "layer", "module", "bookkeeper", "node")
    }
    for thing in gc.get_objects():
        cls = type(thing)
        if cls not in kinds:
            kinds[cls] = _kind(cls)
        if kinds[cls] in found:
            found[kinds[cls]].append(thing)
    return found


def _kind(cls: type) -> str:
    from tensorflow.python.ops import resource_variable_ops

    if issubclass(cls, type):
        return ""  # a class: its metaclass may be called after an optimizer
    if issubclass(cls, resource_variable_ops.BaseResourceVariable):
        return "" if cls.__name__ == "_UnreadVariable" else "variable"
    for base in cls.__mro__:
        if str(base.__module__).startswith(("keras.", "tf_keras.")):
            if base.__name__ == "Node":
                return "node"
            if base.__name__ in ("KerasVariable", "Variable"):
                return "keras-variable"
    return role_of_class(cls)


def _owners(found: dict[str, list[Any]]) -> dict[int, Any]:
    """The layer, module or bookkeeper that holds each variable; the one that holds it closest wins."""
    owners: dict[int, Any] = {}
    for module in found["module"]:
        for value in list(vars(module).values()):
            owners.update({id(v): module for v in flat(value) if hasattr(v, "handle")})
    for layer in found["layer"]:
        for name in _HELD:
            held = flat(list(vars(layer).get(name) or ()))
            owners.update({id(getattr(v, "_value", v)): layer for v in held})
    for keeper in found["bookkeeper"]:
        kept: Any = getattr(keeper, "variables", ())
        owners.update(
            {id(getattr(v, "_value", v)): keeper for v in flat(kept() if callable(kept) else list(kept))}
        )
    return owners


def _of_layer(layer: Any) -> list[SeenVariable]:
    held = getattr(layer, "variables", None)
    found = (find(v) for v in (held if isinstance(held, (list, tuple)) else ()))
    return [seen for seen in found if seen is not None]


def _age(variable: Any) -> int:
    """Variables in order of creation: TensorFlow numbers them."""
    number = str(getattr(variable, "_unique_id", "")).rpartition("_")[2]
    return int(number) if number.isdigit() else 0
