import numpy as np
import tensorflow as tf

STEPS, HIDDEN = 6, 5
rng = np.random.default_rng(4)


class Minimal(tf.Module):
    """A recurrence with one matrix, written out."""

    def __init__(self, features, name):
        super().__init__(name=name)
        self.w = tf.Variable(rng.normal(size=[features + HIDDEN, HIDDEN], scale=0.3), dtype=tf.float32, name="w")
        self.b = tf.Variable(tf.zeros([HIDDEN]), name="b")

    def turn(self, x, h):
        return tf.tanh(tf.concat([x, h], axis=1) @ self.w + self.b)


class Reader(Minimal):
    def __call__(self, frames):
        h = tf.zeros([tf.shape(frames)[0], HIDDEN])
        for t in range(STEPS):
            h = self.turn(frames[:, t], h)
        return h


class Writer(Minimal):
    def __call__(self, frames, state):
        state = tf.zeros([tf.shape(frames)[0], HIDDEN])
        written = []
        for t in range(STEPS):
            state = self.turn(frames[:, t], state)
            written.append(state)
        return tf.stack(written, axis=1)


reader, writer = Reader(3, "reader"), Writer(2, "writer")
readout = tf.Variable(rng.normal(size=[HIDDEN, 2], scale=0.3), dtype=tf.float32, name="readout")
optimizer = tf.keras.optimizers.Adam(1e-2)


for _ in range(3):
    source = tf.constant(rng.normal(size=[8, STEPS, 3]), tf.float32)
    target = source[:, ::-1, :2]
    with tf.GradientTape() as tape:
        summary = reader(source)
        shifted = tf.pad(target[:, :-1], [[0, 0], [1, 0], [0, 0]])
        guess = writer(shifted, summary) @ readout
        loss = tf.reduce_mean(tf.square(guess - target))
    weights = [*reader.trainable_variables, *writer.trainable_variables, readout]
    grads = tape.gradient(loss, weights)
    optimizer.apply_gradients((g, w) for g, w in zip(grads, weights) if g is not None)
