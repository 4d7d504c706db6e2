"""A compiled step with a loop, a branch, a stopped gradient and a layer of the user's own; its report is recorded."""

import tensorflow as tf


class Gated(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__(name="gated")
        self.gate = tf.keras.layers.Dense(8, name="gate")
        self.value = tf.keras.layers.Dense(8, name="value")

    def call(self, x):
        gate = tf.round(tf.sigmoid(self.gate(x)))
        return gate * self.value(x)


gated, head = Gated(), tf.keras.layers.Dense(1, name="head")
gain = tf.Variable(1.0, name="gain")
optimizer = tf.keras.optimizers.SGD()


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        h = gated(x)
        for _ in tf.range(3):
            h = tf.tanh(h * gain)
        if tf.reduce_sum(h) > 0.0:
            h = tf.nn.relu(h + 1.0)
        else:
            h = tf.nn.relu(h - 1.0)
        loss = tf.reduce_mean(head(h))
    variables = [gain, *gated.trainable_variables, *head.trainable_variables]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


step(tf.ones((4, 8)))
