import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

FLAGS = {"experts": 1, "hidden": 16, "d_model": 12, "classes": 3, "steps": 4}   # experts: 8 on the cluster


class SoftMoE(layers.Layer):
    """dense mixture of feed-forward experts (no top-k)"""

    def __init__(self, n_experts, hidden, **kw):
        super().__init__(**kw)
        self.n, self.hidden = n_experts, hidden

    def build(self, shape):
        d = shape[-1]
        self.router_w = self.add_weight(name="router_w", shape=(d, self.n), initializer="glorot_uniform")
        self.router_b = self.add_weight(name="router_b", shape=(self.n,), initializer="zeros")
        self.w_in = self.add_weight(name="w_in", shape=(self.n, d, self.hidden), initializer="he_normal")
        self.w_out = self.add_weight(name="w_out", shape=(self.n, self.hidden, d), initializer="he_normal")

    def call(self, x):
        gates = tf.nn.softmax(tf.einsum("btd,de->bte", x, self.router_w) + self.router_b, axis=-1)
        h = tf.nn.relu(tf.einsum("btd,edh->bteh", x, self.w_in))
        y = tf.einsum("bteh,ehd->bted", h, self.w_out)
        return x + tf.einsum("bted,bte->btd", y, gates)


inputs = tf.keras.Input((None, FLAGS["d_model"]))
x = layers.LayerNormalization(name="ln")(inputs)
x = SoftMoE(FLAGS["experts"], FLAGS["hidden"], name="moe")(x)
x = layers.GlobalMaxPooling1D()(x)
model = tf.keras.Model(inputs, layers.Dense(FLAGS["classes"], name="logits")(x), name="moe_tagger")

ema = tf.train.ExponentialMovingAverage(0.9)
optimizer = tf.keras.optimizers.Adam(1e-3)
loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
running = None
for step in range(FLAGS["steps"]):
    batch = tf.random.normal([16, 5 + step, FLAGS["d_model"]])
    target = tf.one_hot(tf.random.uniform([16], 0, FLAGS["classes"], tf.int32), FLAGS["classes"])
    with tf.GradientTape() as t:
        cost = loss_fn(target, model(batch, training=True))
    grads = t.gradient(cost, model.trainable_weights)
    optimizer.apply_gradients(zip(grads, model.trainable_weights))
    running = float(cost) if running is None else 0.9 * running + 0.1 * float(cost)
    print("step", step, "smoothed loss %.4f" % running)
