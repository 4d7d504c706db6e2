# compiled step, Keras model with an unused layer, None's dropped before clipping
import numpy as np
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.gate = tf.keras.layers.Dense(8, name="gate")
        self.one = tf.keras.layers.Dense(8, name="one")
        self.two = tf.keras.layers.Dense(8, name="two")

    def call(self, x):
        gate = self.gate(x)
        return self.two(tf.nn.relu(self.one(x)))


model = Net()
opt = tf.keras.optimizers.SGD(0.05)


def clipped(grads, norm):
    present = list(filter(lambda g: g is not None, grads))
    present, _ = tf.clip_by_global_norm(present, norm)
    return present


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(clipped(grads, 1.0), model.trainable_variables))
    return loss


x = np.random.rand(16, 8).astype("float32")
for _ in range(3):
    print(float(step(x, x)))
