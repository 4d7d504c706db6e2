"""What a train step or a loss function is called with."""

from __future__ import annotations

import inspect
from typing import Any

from graphdoctor.errors import UserError

Arguments = tuple[tuple[Any, ...], dict[str, Any]]

UNKNOWN_SIZE = 2
"""What stands for a size that a signature leaves open. Not 1: a batch or a sequence of one element is special."""


def arguments_for(function: Any, target: str, given: Any, example: Any) -> Arguments:
    """(args, kwargs) for one call: those that are given, else an example, else zeros for an input signature.

    `given` and `example` are values, or functions that return them; None where there are none. Raises `UserError`
    where nothing says what the function wants.
    """
    for source in (given, example):
        if source is not None:
            return _normal(source() if callable(source) else source)
    specs = getattr(function, "input_signature", None)
    if specs is not None:
        return tuple(zeros_of(spec) for spec in specs), {}
    wanted = parameters(function)
    if wanted:
        raise UserError(
            "no-arguments",
            f"{target} wants ({', '.join(wanted)}), and nothing says what they are: name a function that returns "
            f"them with --args-from MODULE:NAME, write one called {target.rpartition(':')[2].rpartition('.')[2]}_args "
            "beside it, or give the tf.function an input_signature",
        )
    return (), {}


def parameters(function: Any) -> list[str]:
    """The parameters that a call must give."""
    inner = getattr(function, "python_function", function)
    try:
        signature = inspect.signature(inner)
    except (TypeError, ValueError):
        return []
    fixed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        p.name
        for p in signature.parameters.values()
        if p.default is inspect.Parameter.empty and p.kind not in fixed
    ]


def _normal(value: Any) -> Arguments:
    """A tuple holds the arguments, a dict the named ones, (tuple, dict) both; anything else is the one argument."""
    if isinstance(value, tuple):
        if len(value) == 2 and isinstance(value[0], tuple) and isinstance(value[1], dict):
            return value[0], value[1]
        return value, {}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return (), value
    return (value,), {}


def zeros_of(spec: Any) -> Any:
    """A value of zeros that fits a TensorFlow type spec, or a structure of them."""
    import tensorflow as tf

    if isinstance(spec, (list, tuple, dict)):
        return tf.nest.map_structure(zeros_of, spec)
    if isinstance(spec, tf.TensorSpec):
        return _zeros(spec)
    element = getattr(spec, "element_spec", None)
    if element is not None:  # a dataset, or an iterator over one
        dataset = tf.data.Dataset.from_tensors(zeros_of(element)).repeat()
        return dataset if isinstance(spec, tf.data.DatasetSpec) else iter(dataset)
    if isinstance(spec, tf.TypeSpec):
        return tf.nest.pack_sequence_as(
            spec, [_zeros(part) for part in tf.nest.flatten(spec, expand_composites=True)], True
        )
    return spec  # a plain Python value


def _zeros(spec: Any) -> Any:
    import tensorflow as tf

    known = spec.shape.as_list() if spec.shape.rank is not None else [UNKNOWN_SIZE]
    shape = [UNKNOWN_SIZE if size is None else size for size in known]
    return tf.fill(shape, "") if spec.dtype == tf.string else tf.zeros(shape, spec.dtype)
