"""Putting all hooks in place, each library's as soon as it is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from graphdoctor.capture import (
    eager,
    functions,
    graph_gradients,
    keras_fit,
    layers,
    legacy_keras,
    loops,
    prober,
    python_calls,
    refused,
    replicas,
    tapes,
    v1_sessions,
    variables,
    weightless,
)
from graphdoctor.capture.patching import replace


def install(for_good: bool = True) -> None:
    """Import TensorFlow and hook it; Keras and tf_keras as well, as soon as the script imports them.

    Not `for_good`: only what can be undone, in a process that goes on to use its variables.
    """
    import tensorflow  # noqa: F401  (its modules must exist before they are hooked)

    if for_good:
        _without_weights()
        legacy_keras.install()
    _keep_autograph_out()
    variables.install()
    tapes.install()
    prober.install()
    graph_gradients.install()
    eager.install()
    functions.install()
    python_calls.install()
    replicas.install()
    loops.install()
    refused.install()
    v1_sessions.install()
    for name, hook in (
        ("keras.src.backend.tensorflow.core", variables.install_keras),
        ("keras.src.layers.layer", layers.install_keras_layer),
        ("keras.src.ops.operation", layers.install_keras_operation),
        ("keras.src.ops.node", layers.install_keras_node),
        ("keras.src.backend.tensorflow.trainer", keras_fit.install_trainer),
        ("keras.src.optimizers.base_optimizer", refused.install_keras),
        ("tf_keras.src.optimizers.optimizer", refused.install_tf_keras),
        ("tf_keras.src.engine.node", layers.install_keras_node),
        ("tf_keras.src.engine.base_layer", layers.install_keras_layer),
        ("tf_keras.src.engine.base_layer_v1", layers.install_keras_layer),
        ("tf_keras.src.engine.base_layer", eager.install_tf_keras),
        ("tf_keras.src.engine.training", keras_fit.install_trainer),
    ):
        if for_good or name in sys.modules:
            when_imported(name, hook)


def _without_weights() -> None:
    weightless.install()
    when_imported("keras.src.backend.tensorflow.core", weightless.install_keras)
    when_imported("tf_keras.src.optimizers.optimizer", weightless.install_tf_keras)


def _keep_autograph_out() -> None:
    """AutoGraph converts the user's code, not ours; nor tf_keras', which TensorFlow before 2.18 forgot to exempt."""
    from tensorflow.python.autograph.core import config

    ours = tuple(config.DoNotConvert(package) for package in ("graphdoctor", "tf_keras"))
    replace(config, "CONVERSION_RULES", ours + tuple(config.CONVERSION_RULES))


def when_imported(name: str, hook: Callable[[Any], None]) -> None:
    """Call `hook(module)` now if the module is there, else once it has been imported."""
    if name in sys.modules:
        hook(sys.modules[name])
        return
    import wrapt  # TensorFlow itself depends on it

    wrapt.register_post_import_hook(hook, name)
