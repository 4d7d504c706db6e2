"""A compiled Keras model: one training step of its own, on a batch that is given or made from its input shapes."""

from __future__ import annotations

import itertools
from typing import Any

from graphdoctor.capture.arguments import UNKNOWN_SIZE
from graphdoctor.capture.eager import aside
from graphdoctor.errors import UserError

OPEN_SIZE = 64
"""What stands for a picture's or a sequence's open size: large enough for a few convolutions."""


def is_model(thing: Any) -> bool:
    """Whether a thing is a Keras model (Keras 3 or tf_keras)."""
    return not isinstance(thing, type) and any(
        cls.__name__ == "Model" and cls.__module__.split(".")[0] in ("keras", "tf_keras")
        for cls in type(thing).__mro__
    )


def is_compiled(model: Any) -> bool:
    """Whether a model knows how it is trained."""
    return bool(getattr(model, "compiled", False) or getattr(model, "_is_compiled", False))


def train(model: Any, x: Any, y: Any, name: str) -> None:
    """Let a compiled model take one training step under the hooks. Raises `UserError` for one that is not compiled."""
    if not is_compiled(model):
        raise UserError("not-compiled", f"{name} is not compiled: call compile(optimizer, loss) on it first")
    if x is None:
        with aside():
            x, y = example_batch(model, name)
    elif y is None and hasattr(x, "element_spec"):
        x, y = _first_batch(x)
    model.train_on_batch(x, y)


def _first_batch(dataset: Any) -> tuple[Any, Any]:
    with aside():
        batch = next(iter(dataset))
    return (batch[0], batch[1]) if isinstance(batch, tuple) and len(batch) > 1 else (batch, None)


def example_batch(model: Any, name: str) -> tuple[Any, Any]:
    """Inputs of zeros, and targets of zeros in whatever shape the model's loss takes."""
    x = _inputs(model, name)
    outputs = _outputs(model, x)
    return x, _targets(model, x, outputs, name)


def _inputs(model: Any, name: str) -> Any:
    import tensorflow as tf

    inputs = getattr(model, "inputs", None)
    structures = (getattr(model, name, None) for name in ("_inputs_struct", "_nested_inputs"))
    structure = next((s for s in structures if s is not None), inputs)
    if inputs is None:
        raise UserError(
            "no-inputs",
            f"{name} does not say what shapes its inputs have: give an example batch, or build it",
        )
    flat = [_zeros(tuple(t.shape), t.dtype) for t in tf.nest.flatten(inputs)]
    if not isinstance(structure, dict) and len(flat) == 1:
        return flat[0]
    return tf.nest.pack_sequence_as(structure, flat)


def _zeros(shape: tuple[int | None, ...], dtype: Any) -> Any:
    import numpy as np

    sizes = [
        size if size is not None else UNKNOWN_SIZE if axis == 0 else OPEN_SIZE
        for axis, size in enumerate(shape)
    ]
    name = getattr(dtype, "name", dtype)
    return np.full(sizes, "", dtype=object) if name == "string" else np.zeros(sizes, name)


def _outputs(model: Any, x: Any) -> Any:
    """What the model returns for a batch, with its static shapes alone."""
    import tensorflow as tf
    from tensorflow.python.framework import func_graph

    with func_graph.FuncGraph("graphdoctor_outputs").as_default():
        return model(tf.nest.map_structure(tf.convert_to_tensor, x))


def _targets(model: Any, x: Any, outputs: Any, name: str) -> Any:
    """The first targets that the loss takes: shaped as the outputs, or class numbers, output by output."""
    import tensorflow as tf

    flat = tf.nest.flatten(outputs)
    kinds = list(itertools.product((False, True), repeat=len(flat))) if len(flat) <= 4 else []
    problem: Exception | None = None
    for sparse in kinds or [(False,) * len(flat), (True,) * len(flat)]:
        targets = [_target(t, as_number) for t, as_number in zip(flat, sparse, strict=True)]
        y = targets[0] if len(targets) == 1 else tf.nest.pack_sequence_as(outputs, targets)
        problem = _refusal(model, x, y, outputs)
        if problem is None:
            return y
    why = " ".join(str(problem).split())[:200]
    raise UserError("no-targets", f"{name}: no targets were found that its loss takes; give a batch ({why})")


def _target(output: Any, as_number: bool) -> Any:
    shape = tuple(output.shape)
    return _zeros(shape[:-1], "int32") if as_number else _zeros(shape, output.dtype)


def _refusal(model: Any, x: Any, y: Any, outputs: Any) -> Exception | None:
    import tensorflow as tf

    graphs = {id(t.graph): t.graph for t in tf.nest.flatten(outputs)}
    with next(iter(graphs.values())).as_default():
        try:
            model.compute_loss(x=x, y=tf.nest.map_structure(tf.convert_to_tensor, y), y_pred=outputs)
        except Exception as error:  # a loss may refuse its targets in any way
            return error
    return None
