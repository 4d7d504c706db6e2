"""A SavedModel folder: its signatures that return a scalar loss, called within the step's own graph.

A train step that was saved holds its gradients already, and no word of who asked for them. What is judged is the way
from the loss to the variables; where the step writes variables, those are taken for the ones that it trains.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from graphdoctor.capture import eager, naming
from graphdoctor.capture.calling import request_loss
from graphdoctor.capture.recorder import log
from graphdoctor.capture.variables import find, handle_of
from graphdoctor.errors import UserError

_BOOKKEEPING = ("optimizer", "_optimizer", "keras_metrics", "metrics", "_metrics")
"""The attributes under which models keep them."""
Output = tuple[str, str]
"""A signature's name, and the name of one of its outputs."""


def is_saved_model(path: str) -> bool:
    """Whether a path is the folder of a SavedModel."""
    return any(os.path.isfile(os.path.join(path, name)) for name in ("saved_model.pb", "saved_model.pbtxt"))


def run_saved_model(path: str, loss: str | None) -> None:
    """Load a SavedModel and ask for the gradients of its losses. Raises `UserError` where it has none."""
    sys.path[0] = os.getcwd()
    loaded = _load(path)
    _leave_out_bookkeeping(loaded)
    signatures = dict(getattr(loaded, "signatures", None) or {})
    if not signatures:
        raise UserError(
            "no-signature",
            f"{path} has no signature: save it with tf.saved_model.save(model, folder, signatures={{'train': step}})",
        )
    chosen = choose(_float_outputs(signatures), loss, path)
    eager.enter(None)
    for name in dict.fromkeys(signature for signature, _ in chosen):
        outputs = _call(signatures[name])
        for output in [o for s, o in chosen if s == name]:
            request_loss(outputs[output], None, _trained())
    log.mode = "saved-model"


def _load(path: str) -> Any:
    import tensorflow as tf

    try:
        return tf.saved_model.load(path)
    except (MemoryError, ImportError):
        raise
    except Exception as error:  # a damaged file, ops that this TensorFlow does not have
        why = " ".join(str(error).split())[:300]
        raise UserError("not-a-model", f"{path} cannot be loaded as a SavedModel: {why}") from None


def _leave_out_bookkeeping(loaded: Any) -> None:
    """The variables of an optimizer or a metric that was saved along are nobody's to train."""
    seen: set[int] = set()
    stack = [(loaded, False)]
    while stack:
        thing, kept_for_itself = stack.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        variable = find(thing)
        if variable is not None and kept_for_itself and not naming.is_trainable(variable):
            variable.library = True
        children = thing._trackable_children() if hasattr(thing, "_trackable_children") else {}
        stack += [(child, kept_for_itself or name in _BOOKKEEPING) for name, child in children.items()]


def _float_outputs(signatures: dict[str, Any]) -> dict[Output, bool]:
    """All outputs that could be a loss, and whether they are scalars."""
    return {
        (name, output): spec.shape.rank == 0
        for name, signature in signatures.items()
        for output, spec in signature.structured_outputs.items()
        if spec.dtype.is_floating
    }


def choose(outputs: dict[Output, bool], wanted: str | None, path: str) -> list[Output]:
    """The losses: the outputs that `wanted` names (OUTPUT or SIGNATURE:OUTPUT), else those called "loss", else the
    only scalar. Raises `UserError` where that leaves none, or a choice."""
    scalars = [output for output, scalar in outputs.items() if scalar]
    if wanted is not None:
        found = [(s, o) for s, o in outputs if wanted in (o, f"{s}:{o}")]
        if not found:
            there = ", ".join(f"{s}:{o}" for s, o in outputs) or "none"
            raise UserError("unknown-loss", f"{path} has no output {wanted!r} of floats; there are: {there}")
        return found
    named = [output for output in scalars if output[1] == "loss"]
    if named or len(scalars) == 1:
        return named or scalars
    if scalars:
        told = ", ".join(f"{s}:{o}" for s, o in scalars)
        raise UserError(
            "several-steps", f"{path} has {len(scalars)} scalar outputs ({told}): name the loss with --loss"
        )
    raise UserError(
        "no-loss",
        f"no signature of {path} returns a scalar that could be the loss: save the train step as a signature, or "
        "name another output with --loss",
    )


def _call(signature: Any) -> dict[str, Any]:
    import tensorflow as tf

    specs = signature.structured_input_signature[1]
    inputs = {name: tf.compat.v1.placeholder(spec.dtype, spec.shape) for name, spec in specs.items()}
    outputs: dict[str, Any] = signature(**inputs)
    return outputs


def _trained() -> list[Any] | None:
    """The trainable variables that the saved step writes; None where it writes none: it only computes the loss."""
    from graphdoctor.analysis.applied import Applications
    from graphdoctor.capture.flatten import Flattener

    seen = naming.listed_variables()
    flat = Flattener({id(handle_of(v.variable)): n for n, v in enumerate(seen)})
    flat.step.variables = naming.describe(seen)
    with eager.aside():
        flat.add_root(log.step_graph, False)
        applications = Applications(flat.step)
        written = {
            applications.written(op, position)
            for op, inputs in enumerate(flat.step.inputs)
            for position in range(len(inputs))
        }
    trained = [v for n, v in enumerate(seen) if n in written and naming.is_trainable(v)]
    return [v.variable for v in trained if find(v.variable) is v] or None
