import dataclasses
import itertools
import logging

import tensorflow as tf

log = logging.getLogger(__name__)


@dataclasses.dataclass
class State:
    best: float = float("inf")
    best_step: int = -1


def make_step(model, optimizer, accumulate):
    sums = [tf.Variable(tf.zeros_like(v), trainable=False) for v in model.trainable_variables]

    @tf.function
    def micro(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        for s, g in zip(sums, tape.gradient(loss, model.trainable_variables)):
            s.assign_add(g / accumulate)
        return loss

    @tf.function
    def flush():
        optimizer.apply_gradients(zip([s.read_value() for s in sums], model.trainable_variables))
        for s in sums:
            s.assign(tf.zeros_like(s))

    def step(batches):
        losses = [micro(x, y) for x, y in batches]
        flush()
        return sum(losses) / len(losses)

    return step


def fit(model, stream, steps, lr, accumulate=1):
    state = State()
    step = make_step(model, tf.keras.optimizers.Adam(lr), accumulate)
    for i in range(steps):
        loss = float(step(itertools.islice(stream, accumulate)))
        if loss < state.best:
            state.best, state.best_step = loss, i
        log.info("%d %.4f", i, loss)
    return state
