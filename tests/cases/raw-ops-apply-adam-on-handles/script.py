"""Benchmark of fused optimizer kernels: the update is a raw op on the variable's handle."""
import time
import tensorflow as tf


class Params:
    def __init__(self, **shapes):
        self.v, self.m, self.s = {}, {}, {}
        for name, shape in shapes.items():
            fan_in = shape[0] if len(shape) > 1 else 1
            value = tf.random.normal(shape) / fan_in ** 0.5 if len(shape) > 1 else tf.zeros(shape)
            self.v[name] = tf.Variable(value, name=name)
            self.m[name] = tf.Variable(tf.zeros(shape), trainable=False, name=name + "_m")
            self.s[name] = tf.Variable(tf.zeros(shape), trainable=False, name=name + "_s")
        self.b1p = tf.Variable(0.9, trainable=False)
        self.b2p = tf.Variable(0.999, trainable=False)

    def __getattr__(self, name):
        try:
            return self.__dict__["v"][name]
        except KeyError:
            raise AttributeError(name)

    def fused_adam(self, grads, lr=1e-2):
        for name, g in grads.items():
            tf.raw_ops.ResourceApplyAdam(
                var=self.v[name].handle, m=self.m[name].handle, v=self.s[name].handle,
                beta1_power=self.b1p.read_value(), beta2_power=self.b2p.read_value(),
                lr=lr, beta1=0.9, beta2=0.999, epsilon=1e-7, grad=g)
        self.b1p.assign(self.b1p * 0.9)
        self.b2p.assign(self.b2p * 0.999)


p = Params(conv=(5, 2, 6), conv_b=(6,), dense=(6, 3), dense_b=(3,))


def model(signal):
    x = tf.nn.conv1d(signal, p.conv, stride=2, padding="SAME") + p.conv_b
    x = tf.reduce_max(tf.nn.swish(x), axis=1)
    return x @ p.dense + p.dense_b


@tf.function
def train(signal, label):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=model(signal)))
    p.fused_adam(tape.gradient(loss, p.v))
    return loss


train(tf.zeros([4, 20, 2]), tf.zeros([4], tf.int32))      # tracing is not part of the measurement
start = time.perf_counter()
for _ in range(10):
    loss = train(tf.random.normal([4, 20, 2]), tf.random.uniform([4], maxval=3, dtype=tf.int32))
print(f"{(time.perf_counter() - start) * 100:.2f} ms per step, loss {float(loss):.3f}")
