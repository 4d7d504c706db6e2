# Domain-adversarial training. lambda follows the schedule of the paper: 0 at the first batch!
import math

import numpy as np
import tensorflow as tf

lam = tf.Variable(0.0, trainable=False, dtype=tf.float32, name="grl_lambda")


@tf.custom_gradient
def reverse_gradient(x):
    def grad(dy):
        return -lam * dy
    return tf.identity(x), grad


class GradientReversal(tf.keras.layers.Layer):
    def call(self, x):
        return reverse_gradient(x)


class FeatureNet(tf.keras.layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.d1 = tf.keras.layers.Dense(20, activation="relu", name="d1")
        # domain specific alignment, trained by the adversary alone
        self.align = tf.keras.layers.Dense(10, name="align")
        self.main = tf.keras.layers.Dense(10, name="main")

    def call(self, x):
        h = self.d1(x)
        return self.main(h), self.align(h)


features = FeatureNet(name="features")
reversal = GradientReversal()
label_head = tf.keras.layers.Dense(3, name="label_head")
domain_head = tf.keras.layers.Dense(1, name="domain_head")
optimizer = tf.keras.optimizers.SGD(0.02, momentum=0.9)


@tf.function
def train_step(xs, ys, xt):
    with tf.GradientTape() as tape:
        f_s, _ = features(xs)
        cls = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(ys, label_head(f_s), from_logits=True))
        f_all, a_all = features(tf.concat([xs, xt], axis=0))
        dom_logit = domain_head(reversal(f_all + a_all))
        dom_true = tf.concat([tf.zeros([tf.shape(xs)[0], 1]), tf.ones([tf.shape(xt)[0], 1])], axis=0)
        dom = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(dom_true, dom_logit))
        loss = cls + dom
    params = [*features.trainable_variables, *label_head.trainable_variables, *domain_head.trainable_variables]
    optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
    return cls, dom


rng = np.random.default_rng(0)
total = 12
for i in range(total):
    p = i / total
    lam.assign(2.0 / (1.0 + math.exp(-10 * p)) - 1.0)
    ys = rng.integers(0, 3, 32)
    xs = rng.normal(size=(32, 6)) + ys[:, None]
    xt = rng.normal(size=(32, 6)) + 0.7 * rng.integers(0, 3, 32)[:, None] + 0.5
    c, d = train_step(tf.constant(xs, tf.float32), tf.constant(ys), tf.constant(xt, tf.float32))
    if i % 4 == 0:
        print(f"p={p:.2f} lambda={lam.numpy():.2f} cls={c:.3f} dom={d:.3f}")
