"""Two 'devices' of a pipeline: only activations and their gradients cross the border."""
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
DIN, MID, DOUT = 6, 10, 2


class Stage:
    def __init__(self, name, din, dout, act):
        self.w = tf.Variable(rng.normal(0, 0.4, (din, dout)).astype("float32"), name=name + "_w")
        self.b = tf.Variable(np.zeros(dout, "float32"), name=name + "_b")
        self.act = act
        self.optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.5)

    @property
    def params(self):
        return [self.w, self.b]

    def forward(self, x):
        return self.act(tf.matmul(x, self.w) + self.b)


lower = Stage("lower", DIN, MID, tf.nn.tanh)
upper = Stage("upper", MID, DOUT, tf.identity)


@tf.function
def pipeline_step(x, y):
    with tf.GradientTape() as lower_tape:
        sent = lower.forward(x)
    # ---- network boundary: nothing but numbers goes through
    received = tf.stop_gradient(sent)
    with tf.GradientTape() as upper_tape:
        upper_tape.watch(received)
        loss = tf.reduce_mean(tf.square(upper.forward(received) - y))
    *upper_grads, back = upper_tape.gradient(loss, upper.params + [received])
    upper.optimizer.apply_gradients(zip(upper_grads, upper.params))
    # ---- and back again
    lower_grads = lower_tape.gradient(sent, lower.params, output_gradients=back)
    lower.optimizer.apply_gradients(zip(lower_grads, lower.params))
    return loss


x = rng.normal(size=(120, DIN)).astype("float32")
y = np.stack([x[:, 0] * x[:, 1], x[:, 2]], axis=1).astype("float32")
for epoch in range(3):
    for i in range(0, 120, 40):
        loss = pipeline_step(tf.constant(x[i:i + 40]), tf.constant(y[i:i + 40]))
    print("epoch", epoch, "loss %.4f" % loss)
