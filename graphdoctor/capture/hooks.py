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
    sessions,
    tapes,
    variables,
    weightless,
)


def install() -> None:
    """Import TensorFlow and hook it. Keras and tf_keras are hooked when the script imports them."""
    import tensorflow  # noqa: F401  (its modules must exist before they are hooked)

    weightless.install()
    variables.install()
    tapes.install()
    graph_gradients.install()
    eager.install()
    functions.install()
    sessions.install()
    for name, hook in (
        ("keras.src.backend.tensorflow.core", variables.install_keras),
        ("keras.src.backend.tensorflow.core", weightless.install_keras),
        ("keras.src.layers.layer", layers.install_keras_layer),
        ("keras.src.ops.node", layers.install_keras_node),
        ("keras.src.backend.tensorflow.trainer", keras_fit.install_trainer),
        ("tf_keras.src.optimizers.optimizer", weightless.install_tf_keras),
        ("tf_keras.src.engine.node", layers.install_keras_node),
        ("tf_keras.src.engine.base_layer", layers.install_keras_layer),
        ("tf_keras.src.engine.training", keras_fit.install_trainer),
    ):
        when_imported(name, hook)


def when_imported(name: str, hook: Callable[[Any], None]) -> None:
    """Call `hook(module)` now if the module is there, else once it has been imported."""
    if name in sys.modules:
        hook(sys.modules[name])
        return
    import wrapt  # TensorFlow itself depends on it

    wrapt.register_post_import_hook(hook, name)
