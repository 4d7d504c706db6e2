"""Quantisation aware training by hand; the ranges of the fake quantisers are learned (TQT style)."""
import tensorflow as tf

BITS = 4


class Quantizer(tf.Module):
    def __init__(self, low, high, name=None):
        super().__init__(name=name)
        with self.name_scope:
            self.low = tf.Variable(low, name="low")
            self.high = tf.Variable(high, name="high")

    def __call__(self, x):
        return tf.quantization.fake_quant_with_min_max_vars(x, self.low, self.high, num_bits=BITS)


class QuantDense(tf.Module):
    def __init__(self, n_in, n_out, name=None, quantize_input=True):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([n_in, n_out], stddev=0.6), name="w")
            self.b = tf.Variable(tf.zeros([n_out]), name="b")
            self.q_w = Quantizer(-0.7, 0.7, name="q_w")
            self.q_x = Quantizer(-1.2, 1.2, name="q_x") if quantize_input else tf.identity

    def __call__(self, x):
        return self.q_x(x) @ self.q_w(self.w) + self.b


class PACT(tf.Module):
    """clipped activation with a learned level, rounding by a straight-through trick"""

    def __init__(self, name="pact"):
        super().__init__(name=name)
        with self.name_scope:
            self.alpha = tf.Variable(0.6, name="alpha")

    def __call__(self, x):
        y = tf.clip_by_value(x, 0.0, self.alpha)
        scale = (2 ** BITS - 1) / self.alpha
        return y + tf.stop_gradient(tf.round(y * scale) / scale - y)


class Net(tf.Module):
    def __init__(self):
        super().__init__(name="qnet")
        with self.name_scope:
            self.d1, self.act, self.d2 = QuantDense(5, 12, "d1"), PACT(), QuantDense(12, 2, "d2", quantize_input=False)

    def __call__(self, x):
        return self.d2(self.act(self.d1(x)))


net = Net()
opt = tf.keras.optimizers.SGD(0.05, momentum=0.9)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=net(x)))
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for i in range(5):
    x = 2.0 * tf.random.normal([64, 5])
    tf.print("step", i, "loss", train_step(x, tf.cast(x[:, 0] > 0, tf.int32)), "alpha", net.act.alpha)
