"""Learned step size quantisation (LSQ).  Step sizes should be learned together with the weights."""
import tensorflow as tf

BITS = 4
QN, QP = -2 ** (BITS - 1), 2 ** (BITS - 1) - 1


@tf.custom_gradient
def quantise(w, step):
    scaled = w / step
    q = tf.clip_by_value(tf.round(scaled), QN, QP)

    def backward(upstream):
        inside = tf.cast((scaled >= QN) & (scaled <= QP), w.dtype)
        grad_w = upstream * inside
        # FIXME eq. (3) of the paper
        grad_step = tf.zeros_like(step)
        return grad_w, grad_step

    return q * step, backward


class QuantDense(tf.Module):
    def __init__(self, n_in, n_out, name):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([n_in, n_out], stddev=n_in ** -0.5), name="w")
            self.b = tf.Variable(tf.zeros([n_out]), name="b")
            self.step = tf.Variable(0.1, name="step")

    def __call__(self, x):
        w_q = quantise(self.w, self.step)
        return x @ w_q + self.b


net = [QuantDense(6, 16, "q1"), QuantDense(16, 16, "q2"), QuantDense(16, 1, "q3")]
variables = [v for layer in net for v in layer.trainable_variables]
optimizer = tf.keras.optimizers.Adam(5e-3)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        h = x
        for layer in net[:-1]:
            h = tf.nn.relu(layer(h))
        loss = tf.reduce_mean(tf.square(net[-1](h) - y))
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


for i in range(5):
    x = tf.random.normal([64, 6])
    y = tf.reduce_sum(x[:, :3], 1, keepdims=True) - x[:, 3:4] * x[:, 4:5]
    print(i, train(x, y).numpy(), [round(float(l.step), 4) for l in net])
