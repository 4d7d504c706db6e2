"""Calling a train step or a loss function once, within the step's own graph, so that nothing of it is computed."""

from __future__ import annotations

import inspect
from typing import Any

from graphdoctor.capture import eager, existing, naming, tapes
from graphdoctor.capture.frames import Site
from graphdoctor.capture.recorder import log
from graphdoctor.errors import UserError


def call_step(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> None:
    """Call it. A function that asks for gradients is a train step, any other one a loss function.

    Raises `UserError` where it returns nothing that a gradient could start from, and whatever it raises itself.
    """
    before = len(log.requests)
    eager.enter(None)
    args, kwargs = as_inputs((args, kwargs), compiled=hasattr(function, "python_function"))
    returned = function(*args, **kwargs)
    log.mode = "callable"
    if len(log.requests) == before:
        request_loss(loss_of(returned, name), definition(function))


def as_inputs(values: Any, compiled: bool) -> Any:
    """The same values, each tensor as an input of the step's graph (and each array that a `tf.function` is given).

    A small eager tensor that a graph meets becomes a constant in it, and a batch of zeros would prove that nothing
    can ever learn.
    """
    import numpy as np
    import tensorflow as tf

    graph = log.step_graph

    def as_input(value: Any) -> Any:
        if compiled and isinstance(value, np.ndarray):
            value = tf.convert_to_tensor(value)
        if not isinstance(value, tf.Tensor) or not hasattr(value, "_id") or value.dtype == tf.resource:
            return value
        placeholder = tf.compat.v1.placeholder(value.dtype, value.shape)
        graph.replace_capture(value, placeholder)
        return placeholder

    return tf.nest.map_structure(as_input, values, expand_composites=True)


def loss_of(returned: Any, name: str) -> Any:
    """The loss in what a loss function returns: the tensor, a dict's "loss", or a tuple's first item."""
    value = returned
    if isinstance(value, dict) and "loss" in value:
        value = value["loss"]
    elif isinstance(value, (tuple, list)) and value:
        value = value[0]
    dtype: Any = getattr(value, "dtype", None)
    if not hasattr(value, "graph") or not (dtype.is_floating or dtype.is_complex):
        raise UserError(
            "no-training-step",
            f"{name} asks for no gradient and returns no loss: call tape.gradient in it, or return the loss "
            '(alone, first in a tuple, or as a dict\'s "loss")',
        )
    return value


def request_loss(loss: Any, site: Site | None, sources: list[Any] | None = None) -> None:
    """Remember that the gradients of a loss are wanted, by default for everything that should train."""
    if sources is None:
        existing.concern([loss.graph], ())
        seen = naming.listed_variables()
        sources = [
            v.variable if v.keras is None else v.keras
            for v in seen
            if not v.library and naming.is_trainable(v)
        ]
    tapes.record_request(None, loss, sources, [None] * len(sources), False, None)
    log.requests[-1].site = site
    log.loss_only = True


def definition(function: Any) -> Site | None:
    """The line at which a function is defined."""
    inner = inspect.unwrap(getattr(function, "python_function", function))
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    if code is None:
        return None
    try:
        lines, start = inspect.getsourcelines(code)
    except OSError:
        return Site(code.co_filename, code.co_firstlineno, code.co_name)
    offset = next((n for n, line in enumerate(lines) if line.lstrip().startswith(("def ", "async def "))), 0)
    return Site(code.co_filename, start + offset, code.co_name)
