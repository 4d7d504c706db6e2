import math
import numpy as np
import tensorflow as tf

tf.random.set_seed(2)
TOTAL, WARMUP, PEAK, WD = 12, 4, 3e-3, 0.01


def learning_rate(step):
    if step < WARMUP:
        return PEAK * step / WARMUP              # 0.0 in the very first step, like in the paper's code
    progress = (step - WARMUP) / (TOTAL - WARMUP)
    return 0.5 * PEAK * (1 + math.cos(math.pi * progress))


class Linear(tf.Module):
    def __init__(self, i, o, name):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([i, o], stddev=i ** -0.5), name="w")
            self.b = tf.Variable(tf.zeros([o]), name="b")

    def __call__(self, x):
        return x @ self.w + self.b


class Mixer(tf.Module):
    def __init__(self, tokens=6, dim=8):
        super().__init__(name="mixer")
        self.token_mix = Linear(tokens, tokens, "token_mix")
        self.channel_mix = Linear(dim, dim, "channel_mix")
        self.head = Linear(dim, 3, "head")

    def __call__(self, x):
        y = tf.transpose(x, [0, 2, 1])
        x = x + tf.transpose(tf.nn.gelu(self.token_mix(y)), [0, 2, 1])
        x = x + tf.nn.gelu(self.channel_mix(x))
        return self.head(tf.reduce_mean(x, axis=1))


mixer = Mixer()
moments = {v.ref(): [tf.Variable(tf.zeros_like(v), trainable=False), tf.Variable(tf.zeros_like(v), trainable=False)]
           for v in mixer.trainable_variables}
x = tf.constant(np.random.RandomState(0).randn(48, 6, 8).astype("float32"))
y = tf.constant(np.random.RandomState(1).randint(0, 3, 48))
for step in range(TOTAL):
    lr = learning_rate(step)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=mixer(x)))
    for g, v in zip(tape.gradient(loss, mixer.trainable_variables), mixer.trainable_variables):
        m, s = moments[v.ref()]
        m.assign(0.9 * m + 0.1 * g)
        s.assign(0.99 * s + 0.01 * g * g)
        m_hat, s_hat = m / (1 - 0.9 ** (step + 1)), s / (1 - 0.99 ** (step + 1))
        v.assign_sub(lr * (m_hat / (tf.sqrt(s_hat) + 1e-8) + WD * v))
    if step % 3 == 0:
        print(f"{step:3d} lr {lr:.5f} loss {loss.numpy():.4f}")
