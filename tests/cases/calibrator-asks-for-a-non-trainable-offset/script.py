"""ANIL: only the head adapts in the inner loop; the prompt tensors are plain tensors produced by a hypernetwork."""
import tensorflow as tf
from tensorflow import keras


class Prompted(keras.Model):
    def __init__(self, dim):
        super().__init__(name="prompted")
        self.body = keras.layers.Dense(dim, activation="tanh", name="body")
        self.head_w = self.add_weight(shape=(dim, 1), initializer="glorot_uniform", name="head_w")
        self.offset = self.add_weight(shape=(dim,), initializer="zeros", trainable=False, name="offset")

    def call(self, x, head=None):
        h = self.body(x) + self.offset
        return h @ (self.head_w if head is None else head)


def mse(a, b):
    return tf.reduce_mean(tf.square(a - b))


def inner_update(model, x, y, rate=0.1):
    head = tf.convert_to_tensor(model.head_w)
    with tf.GradientTape() as tape:
        tape.watch(head)
        loss = mse(model(x, head=head), y)
    return head - rate * tape.gradient(loss, head)


class Calibrator:
    """fits the non-trainable offset by gradient, on the query set"""

    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer

    def targets(self):
        return [v for v in self.model.weights if "offset" in v.path]

    def grads(self, tape, loss):
        return tape.gradient(loss, self.model.trainable_variables), tape.gradient(loss, self.targets())


model = Prompted(8)
model.build((None, 3))
opt, calibrator = keras.optimizers.Adam(1e-3), Calibrator(model, keras.optimizers.SGD(0.1))
for step in range(3):
    xs, xq = tf.random.normal([10, 3]), tf.random.normal([10, 3])
    ys, yq = tf.reduce_sum(xs, 1, keepdims=True), tf.reduce_sum(xq, 1, keepdims=True)
    with tf.GradientTape(persistent=True) as tape:
        loss = mse(model(xq, head=inner_update(model, xs, ys)), yq)
    grads, offset_grads = calibrator.grads(tape, loss)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    for g, v in zip(offset_grads, calibrator.targets()):
        if g is not None:
            v.assign_sub(0.1 * g)
    print(step, loss.numpy())
