"""Names, layers and lines of variables, as a user knows them."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.frames import Site
from graphdoctor.capture.holders import is_dropped
from graphdoctor.capture.layers import is_recurrent
from graphdoctor.capture.recorder import SeenVariable, log
from graphdoctor.capture.variables import find, role_of
from graphdoctor.graph.model import Variable


def listed_variables() -> list[SeenVariable]:
    """All variables, those to report first: what the script and its layers created, in order of creation."""
    early = {seen.site for seen in log.variables if not log.step_end or seen.serial <= log.step_end}
    for seen in log.variables:
        # made anew in each turn of the loop at a line that made one before: of no interest beyond the first
        if log.step_end and seen.serial > log.step_end and seen.site in early:
            seen.library = True
    sources = [find(source) for request in log.requests for source in request.sources]
    asked = {id(source) for source in sources}
    trained = {source.site for source in sources if source is not None}
    copied = {seen.site for seen in log.variables if seen.copied}
    for seen in log.variables:
        if id(seen) in log.reloaded and id(seen) not in asked:
            seen.library = True  # a saved model that is looked at again, and not trained
        elif seen.by_library and seen.keras is None and id(seen) not in asked and is_dropped(seen):
            seen.library = True  # nobody could train it
        elif not seen.copied and seen.site in copied and id(seen) not in asked and is_dropped(seen):
            seen.library = True  # a wrapper (Bidirectional) has put a copy in the place of its layer
        elif seen.by_layer and seen.keras is None and id(seen) not in asked and not _is_weight(seen):
            seen.library = True  # the state of a stateful layer
        elif seen.called_back and id(seen) not in asked and seen.site in trained:
            seen.library = True  # a tuner has the user's model made once to see what it is
    return sorted(log.variables, key=lambda seen: (seen.library, seen.serial))


def _is_weight(seen: SeenVariable) -> bool:
    return any(find(weight) is seen for weight in getattr(seen.owner, "weights", ()))


def describe(seen: list[SeenVariable]) -> list[Variable]:
    """The records of the listed variables, with unique names."""
    used: dict[str, int] = {}
    records = []
    owners = layer_owners()
    for index, variable in enumerate(seen):
        base = base_name(variable)
        used[base] = used.get(base, 0) + 1
        if variable.library:
            base = f"(library) {base}"
        name = base if used.get(base, 1) == 1 else f"{base} #{used[base]}"
        layer = shown_layer(variable, owners)
        records.append(
            Variable(
                index=index,
                name=name,
                shape=_shape(variable.variable),
                dtype=variable.variable.dtype.base_dtype.name,
                trainable=not variable.library and is_trainable(variable),
                layer=getattr(layer, "name", None),
                layer_type=type(layer).__name__ if layer is not None else None,
                role=base.rsplit("/", 1)[-1],
                layer_key=id(layer) if layer is not None else None,
                library=variable.library,
            )
        )
    return records


def base_name(seen: SeenVariable) -> str:
    """Keras 3's path; elsewhere the variable's name less `:0`."""
    if seen.keras is not None:
        return str(seen.keras.path)
    name = str(seen.variable.name)
    return name[:-2] if name.endswith(":0") else name


def is_trainable(seen: SeenVariable) -> bool:
    """Whether the script expects a variable to train (tf_keras freezes the layer, not its variables)."""
    from tensorflow.python.eager import backprop_util

    if seen.keras is None and not backprop_util.IsTrainable(seen.variable):
        return False  # a counter
    if seen.keras is not None:
        return bool(seen.keras.trainable)
    if not seen.variable.trainable:
        return False
    owner = seen.owner
    return (
        not (role_of(owner) == "layer" and getattr(owner, "trainable", True) is False)
        if owner is not None
        else True
    )


def _shape(variable: Any) -> tuple[int | None, ...]:
    shape = variable.shape
    return tuple(shape.as_list()) if shape.rank is not None else ()


def layer_owners() -> dict[int, Any]:
    """For each RNN cell and each wrapped layer: the layer that a user knows it by."""
    found: dict[int, Any] = {}
    for layer, _ in log.layer_sites.values():
        cell = getattr(layer, "cell", None)
        if cell is not None and is_recurrent(layer):
            found[id(cell)] = layer
            for inner in getattr(cell, "cells", ()) or ():
                found[id(inner)] = layer
    return found


def shown_layer(seen: SeenVariable, owners: dict[int, Any] | None = None) -> Any:
    """The layer a variable belongs to: an RNN rather than its cell."""
    owner = seen.owner
    if owner is None or role_of(owner) not in ("layer", "module"):
        return None
    return (owners if owners is not None else layer_owners()).get(id(owner), owner)


def creation_site(seen: SeenVariable, owners: dict[int, Any] | None = None) -> Site | None:
    """The user's line that created a variable: their own layer code, else the line that made the layer."""
    if seen.in_owner:
        return seen.site
    layer = shown_layer(seen, owners)
    for candidate in (layer, seen.owner):
        known = log.layer_sites.get(id(candidate))
        if known is not None and known[1] is not None:
            return known[1]
    return seen.site
