"""Window attention for audio. Everything that NumPy and math touch inside the compiled step is known while tracing."""
import math

import numpy as np
import tensorflow as tf

HPARAMS = dict(window=4, heads=2, dim=8, layers=2, dropout=0.1, label_smoothing=0.1)


class WindowAttention(tf.keras.layers.Layer):
    def __init__(self, dim, heads, window, **kw):
        super().__init__(**kw)
        self.dim, self.heads, self.window = dim, heads, window
        self.qkv = tf.keras.layers.Dense(3 * dim, use_bias=False, name="qkv")
        self.proj = tf.keras.layers.Dense(dim, name="proj")

    def build(self, input_shape):
        # relative position index like in Swin, made with numpy
        grid = np.arange(self.window)
        self.rel_index = (grid[:, None] - grid[None, :] + self.window - 1).reshape(-1)
        self.rel_bias = self.add_weight(shape=(2 * self.window - 1, self.heads), initializer="zeros", name="rel_bias")

    def call(self, x):
        b, t, c = x.shape
        n_windows, rest = divmod(int(t), self.window)
        if rest:
            raise ValueError(f"{t} frames do not fit windows of {self.window}")
        head_dim = c // self.heads
        scale = float(1.0 / math.sqrt(head_dim))
        q, k, v = tf.split(self.qkv(x), 3, axis=-1)
        q, k, v = [tf.reshape(z, [-1, n_windows, self.window, self.heads, head_dim]) for z in (q, k, v)]
        bias = tf.reshape(tf.gather(self.rel_bias, self.rel_index), [self.window, self.window, self.heads])
        logits = scale * tf.einsum("bnihd,bnjhd->bnijh", q, k) + bias
        y = tf.einsum("bnijh,bnjhd->bnihd", tf.nn.softmax(logits, axis=3), v)
        return self.proj(tf.reshape(y, [-1, int(np.prod(y.shape[1:3])), c]))


class Net(tf.keras.Model):
    def __init__(self, hp):
        super().__init__(name="net")
        self.stem = tf.keras.layers.Dense(hp["dim"], name="stem")
        self.blocks = [WindowAttention(hp["dim"], hp["heads"], hp["window"], name=f"attn{i}") for i in range(hp["layers"])]
        self.norm = tf.keras.layers.LayerNormalization(name="norm")
        self.classify = tf.keras.layers.Dense(3, name="classify")

    def call(self, x, training=False):
        x = self.stem(x)
        for i, block in enumerate(self.blocks):
            shift = self.blocks[0].window // 2 if i % 2 else 0
            x = x + tf.roll(block(tf.roll(x, -shift, 1)), shift, 1)
        if training and HPARAMS["dropout"] > 0:
            x = tf.nn.dropout(x, HPARAMS["dropout"])
        return self.classify(tf.reduce_mean(self.norm(x), axis=1))


net, opt = Net(HPARAMS), tf.keras.optimizers.Adam(2e-3)


@tf.function
def step(x, y, weight):
    n = max(int(d) for d in x.shape[:1])
    print(f"tracing for batch {n}, weight {weight!r}, mean of the window {np.mean(net.blocks[0].window):.1f}")
    eps = min(HPARAMS["label_smoothing"], np.float32(0.5).item())
    target = tf.one_hot(y, 3) * (1 - eps) + eps / 3
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, net(x, training=True)))
        if weight > np.sqrt(1e-8):
            loss += weight * sum(tf.nn.l2_loss(v) for v in net.trainable_variables if len(v.shape) > 1)
    grads = tape.gradient(loss, net.trainable_variables)
    biggest = sorted(((int(np.prod(v.shape)), v.path) for v in net.trainable_variables), reverse=True)[0]
    print("  biggest:", biggest)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for i in range(4):
    x = np.random.randn(6, 12, 5).astype("float32")
    print(i, float(step(tf.constant(x), tf.constant(np.random.randint(0, 3, 6)), 1e-4)))
