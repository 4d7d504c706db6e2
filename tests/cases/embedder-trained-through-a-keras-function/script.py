"""Joint classification + metric learning on sensor windows (work in progress)."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers

CONFIG = {"window": 20, "channels": 3, "classes": 4, "dim": 8, "steps": 4, "temperature": 0.2}


def build(cfg):
    inp = keras.Input((cfg["window"], cfg["channels"]), name="window")
    x = layers.Conv1D(12, 5, strides=2, activation="relu", name="conv")(inp)
    x = layers.LSTM(12, name="lstm")(x)
    z = layers.Dense(cfg["dim"], name="embedding")(x)
    z = layers.UnitNormalization(name="sphere")(z)
    logits = layers.Dense(cfg["classes"], name="classifier")(z)
    return keras.Model(inp, logits, name="activity")


model = build(CONFIG)
embed = keras.Function(model.inputs, model.get_layer("sphere").output, name="embed")
opt = keras.optimizers.Adam(1e-3)


def supervised_contrastive(z, y, tau):
    sim = tf.matmul(z, z, transpose_b=True) / tau
    n = tf.shape(z)[0]
    not_self = 1.0 - tf.eye(n)
    same = tf.cast(y[:, None] == y[None, :], tf.float32) * not_self
    log_prob = sim - tf.math.log(tf.reduce_sum(tf.exp(sim) * not_self, axis=1, keepdims=True))
    return -tf.reduce_mean(tf.reduce_sum(same * log_prob, 1) / tf.maximum(tf.reduce_sum(same, 1), 1.0))


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        z = embed([x])
        loss = supervised_contrastive(z, y, CONFIG["temperature"])
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients([(g, v) for g, v in zip(grads, model.trainable_variables) if g is not None])
    return loss


rng = np.random.default_rng(2)
for it in range(CONFIG["steps"]):
    xb = tf.constant(rng.normal(size=(24, 20, 3)), tf.float32)
    yb = tf.constant(rng.integers(0, CONFIG["classes"], size=24))
    print(it, float(step(xb, yb)))
