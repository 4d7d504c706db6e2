"""Gradients that are handed to variables of another shape: TensorFlow raises there, and says nothing of whose they are.

The step's graph gets what the call would have done, so that each gradient can be followed to the variable it was for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphdoctor.capture.eager import in_step
from graphdoctor.capture.patching import wrap
from graphdoctor.capture.recorder import log

Pair = tuple[Any, Any]


def install() -> None:
    """Hook TensorFlow's own variables and TensorFlow 1's optimizers."""
    from tensorflow.python.ops import resource_variable_ops
    from tensorflow.python.training import optimizer

    bases = (resource_variable_ops.BaseResourceVariable, resource_variable_ops.ResourceVariable)
    for cls in bases:
        for name in ("assign_sub", "assign_add"):
            if name in vars(cls):
                wrap(cls, name, _written)
    wrap(optimizer.Optimizer, "apply_gradients", _applied)


def install_keras(module: Any) -> None:
    """Hook Keras 3's optimizers (`keras.src.optimizers.base_optimizer`)."""
    wrap(module.BaseOptimizer, "apply", _applied_lists)


def install_tf_keras(module: Any) -> None:
    """Hook tf_keras' optimizers (`tf_keras.src.optimizers.optimizer`)."""
    wrap(module._BaseOptimizer, "apply_gradients", _applied)


def _written(original: Any, variable: Any, delta: Any, *args: Any, **kwargs: Any) -> Any:
    return _tried(lambda: original(variable, delta, *args, **kwargs), [(delta, variable)])


def _applied(original: Any, optimizer: Any, grads_and_vars: Iterable[Pair], *args: Any, **kwargs: Any) -> Any:
    pairs = list(grads_and_vars)
    return _tried(lambda: original(optimizer, pairs, *args, **kwargs), pairs, whole=True)


def _applied_lists(
    original: Any, optimizer: Any, grads: Iterable[Any], trainable_variables: Any = None, **kwargs: Any
) -> Any:
    grads = list(grads)
    if trainable_variables is None:
        return original(optimizer, grads, **kwargs)
    variables = list(trainable_variables)
    pairs = list(zip(grads, variables, strict=False))
    return _tried(lambda: original(optimizer, grads, variables, **kwargs), pairs, whole=True)


def _tried(call: Callable[[], Any], pairs: list[Pair], whole: bool = False) -> Any:
    """The call; where it fails since shapes differ, the graph gets what was asked for. `whole`: by an optimizer."""
    try:
        return call()
    except Exception as error:
        if log.misfit is not error and in_graph() and any(_unlike(*pair) for pair in pairs):
            log.misfit, log.misfit_whole = error, whole
            for gradient, variable in pairs:
                if gradient is not None and hasattr(_plain(variable), "handle"):
                    _write(gradient, variable)
        raise


def in_graph() -> bool:
    """Whether a step is traced: eager code outside of it is none of ours."""
    from tensorflow.python.eager import context

    return in_step() or not context.executing_eagerly()


def _unlike(gradient: Any, variable: Any) -> bool:
    """Whether a gradient cannot be a variable's, whatever the sizes that are not known yet."""
    made: Any = getattr(gradient, "shape", None)
    wanted = getattr(variable, "shape", None)
    if not hasattr(made, "is_compatible_with") or wanted is None or not hasattr(_plain(variable), "handle"):
        return False
    return made.rank != 0 and not made.is_compatible_with(list(wanted))


def _write(gradient: Any, variable: Any) -> None:
    """As `variable.assign_sub(gradient)`, of whatever shape."""
    import tensorflow as tf

    plain = _plain(variable)
    delta = tf.cast(tf.convert_to_tensor(gradient), plain.dtype)
    anything = tf.raw_ops.PlaceholderWithDefault(input=delta, shape=tf.TensorShape(None))
    tf.raw_ops.AssignSubVariableOp(resource=plain.handle, value=anything)


def _plain(variable: Any) -> Any:
    """The tf.Variable within one of Keras 3."""
    inner = getattr(variable, "_value", None)
    return variable if inner is None else inner
