"""`tf.executing_eagerly()` in the eager step: whoever asks is told what it would be told without us.

TensorFlow and Keras are told of the graph: they have to build one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from graphdoctor.capture.frames import is_tensorflow
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active


def install(in_step: Callable[[], bool]) -> None:
    """in_step: whether the default graph is the eager step's own, which the user's code does not know of."""
    import tensorflow

    original = tensorflow.executing_eagerly

    def executing_eagerly() -> bool:
        """Whether the code that asks runs eagerly: TensorFlow and Keras are told of the graph, as before."""
        return original() or (active() and in_step() and not is_tensorflow(sys._getframe(1)))

    for path, module in list(sys.modules.items()):  # `tensorflow.compat.v2` has it as well
        public = path == "tensorflow" or path.startswith("tensorflow._api")
        if public and vars(module).get("executing_eagerly") is original:
            replace(module, "executing_eagerly", executing_eagerly)
