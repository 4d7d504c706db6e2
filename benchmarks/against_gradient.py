"""One model's analysis against `tape.gradient` on the same graph. Run as a process of its own, for one model.

python -m benchmarks.against_gradient keras:ResNet50
python -m benchmarks.against_gradient lstm:500
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

TURNS = 3


def main(name: str) -> None:
    """Measure one model, and print what was measured as JSON.

    Measured twice: what `graphdoctor analyze` does to print its findings, and with all that a drawing, a page or the
    JSON document needs besides.
    """
    from graphdoctor.capture import hooks
    from graphdoctor.capture.recorder import paused

    hooks.install()
    model, batch = _model(name)
    theirs: list[float] = []
    ours: list[float] = []
    pictured: list[float] = []
    for _ in range(TURNS):
        with paused():
            seconds, answered = _gradient(model, batch)
        theirs.append(seconds)
        gc.collect()
        for taken, picture in ((ours, False), (pictured, True)):
            seconds, report = _analysis(model, batch, picture)
            taken.append(seconds)
            gc.collect()
        if sum(theirs) > 60:
            break
    verdicts = {v["name"]: v["verdict"] for v in report["variables"]}
    reached = [verdicts[v.path] != "disconnected" for v in model.trainable_variables]
    print(
        json.dumps(
            {
                "name": name,
                "ops": report["capture"]["ops"],
                "variables": len(reached),
                "gradient": min(theirs),
                "analysis": min(ours),
                "pictured": min(pictured),
                "equal": reached == answered,
            }
        )
    )


def _model(name: str) -> tuple[Any, Any]:
    import keras
    import tensorflow as tf

    kind, _, what = name.partition(":")
    if kind == "keras":
        model = getattr(keras.applications, what)(weights=None)
        return model, tf.TensorSpec((2, *model.input_shape[1:]), tf.float32)
    steps = int(what)
    inputs = keras.Input((steps, 32))
    hidden = keras.layers.LSTM(64, return_sequences=True, unroll=True)(inputs)
    outputs = keras.layers.Dense(1)(keras.layers.LSTM(64, unroll=True)(hidden))
    return keras.Model(inputs, outputs), tf.TensorSpec((2, steps, 32), tf.float32)


def _loss(model: Any, x: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean(model(x, training=True) ** 2)


def _gradient(model: Any, batch: Any) -> tuple[float, list[bool]]:
    """The seconds of `tape.gradient` while a function is traced, and for each variable whether it got an answer."""
    import tensorflow as tf

    found: list[tuple[float, list[bool]]] = []

    def step(x: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = _loss(model, x)
        began = time.process_time()
        gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
        found.append((time.process_time() - began, [g is not None for g in gradients]))
        return [g for g in gradients if g is not None]

    tf.function(step, autograph=False).get_concrete_function(batch)
    return found[-1]


def _analysis(model: Any, batch: Any, pictured: bool) -> tuple[float, dict[str, Any]]:
    """The seconds of everything that graphdoctor does after the trace of the same step, and its report."""
    import tensorflow as tf

    from graphdoctor.capture import stop
    from graphdoctor.capture.recorder import log
    from graphdoctor.judge import Judge

    class Quiet(Judge):
        def finish(self, complete: bool) -> NoReturn:
            raise RuntimeError("the step is never executed here")

        def failed(self, error: Exception) -> NoReturn:
            raise error

    def step(x: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = _loss(model, x)
        return tape.gradient(loss, [v.value for v in model.trainable_variables])

    judge = stop.judge = Quiet("benchmark")
    judge.pictured = pictured
    stop.steps = None
    log.requests.clear()
    log.calls.clear()
    function = tf.function(step, autograph=False).get_concrete_function(batch)
    log.roots[:] = [function.graph]
    return _timed(lambda: judge.make_report(True))


def _timed(work: Callable[[], dict[str, Any]]) -> tuple[float, dict[str, Any]]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


if __name__ == "__main__":
    main(sys.argv[1])
