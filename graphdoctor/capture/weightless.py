"""Large variables without memory: their initial value is made when something reads it (see `capture.filling`).

TensorFlow makes the variable itself, with a placeholder of the right shape and dtype for its initial value; only the
op that would fill its buffer is left out. That needs the shape before the value: Keras and tf_keras tell it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphdoctor.capture.filling import Waiting, registered
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active

LARGE = 1 << 20
"""Bytes from which a variable waits. Below, making the value costs less than anything that could go wrong."""

_LIBRARIES = ("keras", "tf_keras", "tensorflow")
_told: list[tuple[Any, Any]] = []


def install() -> None:
    """Watch TensorFlow's variables being given their initial values."""
    from tensorflow.python.ops import resource_variable_ops

    original = resource_variable_ops.ResourceVariable._init_from_args

    def init_from_args(self: Any, initial_value: Any = None, *args: Any, **kwargs: Any) -> Any:
        with _instead_of(initial_value, kwargs) as value:
            return original(self, value, *args, **kwargs)

    replace(resource_variable_ops.ResourceVariable, "_init_from_args", init_from_args)


def install_keras(core: Any) -> None:
    """Hook for `keras.src.backend.tensorflow.core`: a Keras variable knows its shape before it has a value."""
    original = getattr(core.Variable, "_initialize_with_initializer", None)
    if original is None:  # an older Keras makes the value itself
        return

    def initialize(self: Any, initializer: Any) -> Any:
        if not active() or not _is_library(initializer):
            return original(self, initializer)
        with _expecting(self._shape, self._dtype), _lifted():
            return original(self, initializer)

    replace(core.Variable, "_initialize_with_initializer", initialize)


def install_tf_keras(module: Any) -> None:
    """Hook for `tf_keras.src.optimizers.optimizer`, whose slots begin as zeros that are made before the variable."""
    import tensorflow as tf

    cls = module._BaseOptimizer
    original = cls.add_variable_from_reference

    def add(self: Any, variable: Any, name: str, shape: Any = None, initial_value: Any = None) -> Any:
        wanted = tf.TensorShape(variable.shape if shape is None else shape)
        if not active() or initial_value is not None or not wanted.is_fully_defined():
            return original(self, variable, name, shape, initial_value)
        dtype = getattr(variable, "true_dtype", variable.dtype)
        with _expecting(wanted, dtype), _lifted():
            return original(self, variable, name, shape, functools.partial(tf.zeros, wanted, dtype))

    replace(cls, "add_variable_from_reference", add)


@contextmanager
def _lifted() -> Iterator[None]:
    """Outside of the function that is traced: there, TensorFlow would trace it twice, with a branch per variable."""
    import tensorflow as tf
    from tensorflow.python.framework import ops

    if tf.distribute.has_strategy():
        yield
        return
    graph = ops.get_default_graph()
    creators = graph._variable_creator_stack
    with tf.init_scope():
        # a function keeps its creator within `init_scope` as well
        graph._variable_creator_stack = [c for c in creators if c[1].__name__ != "variable_capturing_scope"]
        try:
            yield
        finally:
            graph._variable_creator_stack = creators


@contextmanager
def _expecting(shape: Any, dtype: Any) -> Iterator[None]:
    _told.append((shape, dtype))
    try:
        yield
    finally:
        _told.pop()


def _is_library(initializer: Any) -> bool:
    """Whether an initializer's own code is a library's: it keeps to the shape, and does nothing else."""
    maker = getattr(initializer, "func", initializer)
    owner = maker if hasattr(maker, "__module__") else type(maker)
    return str(owner.__module__).split(".")[0] in _LIBRARIES


@contextmanager
def _instead_of(initial_value: Any, kwargs: dict[str, Any]) -> Iterator[Any]:
    """The initial value itself, or for a large one a function that returns a placeholder."""
    waiting = _plan(initial_value, kwargs) if active() and callable(initial_value) else None
    if waiting is None:
        yield initial_value
        return
    with registered(waiting) as placeholder:
        yield lambda: placeholder


def _plan(initial_value: Any, kwargs: dict[str, Any]) -> Waiting | None:
    """What will wait; None for what is small, of unknown size, comes from a checkpoint, or is made in a v1 graph."""
    from tensorflow.python.framework import dtypes, func_graph, ops, tensor_shape
    from tensorflow.python.ops import array_ops

    known = _known(initial_value, kwargs)
    if known is None or hasattr(initial_value, "checkpoint_position"):
        return None
    shape, dtype = tensor_shape.TensorShape(known[0]), dtypes.as_dtype(known[1])
    count = shape.num_elements()
    if count is None or not dtype.size or count * dtype.size < LARGE:
        return None
    with ops.init_scope():
        from tensorflow.python.eager import context

        if not context.executing_eagerly():
            return None
    scratch = func_graph.FuncGraph("graphdoctor_weights")
    with ops.init_scope(), scratch.as_default():
        placeholder = array_ops.placeholder(dtype, shape)
    return Waiting(placeholder, initial_value, dtype, count * dtype.size)


def _known(initial_value: Any, kwargs: dict[str, Any]) -> tuple[Any, Any] | None:
    """Shape and dtype, where they are told before the value is made."""
    if _told:
        return _told[-1]
    if kwargs.get("shape") is not None and kwargs.get("dtype") is not None and _is_library(initial_value):
        return kwargs["shape"], kwargs["dtype"]
    return None
