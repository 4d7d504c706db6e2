# One-class novelty scorer: push the score of normal data above the margin, and keep R small
import numpy as np
import tensorflow as tf

MARGIN = 1.0


class Scorer(tf.Module):
    def __init__(self, dim, hidden=10):
        super().__init__(name="scorer")
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([dim, hidden], stddev=0.1), name="w")
            self.b = tf.Variable(tf.zeros([hidden]), name="b")
            self.v = tf.Variable(tf.random.normal([hidden, 1], stddev=0.05), name="v")
            self.offset = tf.Variable([3.0], name="offset")  # optimistic start

    @tf.function
    def __call__(self, x):
        return tf.nn.relu(x @ self.w + self.b) @ self.v + self.offset


scorer = Scorer(6)
optimizer = tf.keras.optimizers.SGD(0.1)
normal = tf.data.Dataset.from_tensor_slices(np.random.randn(80, 6).astype("float32")).batch(20)

for epoch in range(2):
    active = 0
    for x in normal:
        with tf.GradientTape() as tape:
            violation = tf.nn.relu(MARGIN - scorer(x))
            loss = tf.reduce_mean(violation)
        grads = tape.gradient(loss, scorer.trainable_variables)
        optimizer.apply_gradients(zip(grads, scorer.trainable_variables))
        active += int(tf.math.count_nonzero(violation))
    print("epoch", epoch, "samples inside the margin:", active)
