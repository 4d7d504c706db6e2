"""Next-basket recommendation. Crashes in the first step with "None values not supported"."""
import numpy as np
import tensorflow as tf


class BasketNet(tf.keras.Model):
    def __init__(self, n_items, dim=10):
        super().__init__(name="basket")
        self.items = tf.keras.layers.Embedding(n_items, dim, name="items")
        self.season = tf.keras.layers.Embedding(4, dim, name="season")
        self.history = tf.keras.layers.GRU(dim, name="history")
        self.mix = tf.keras.layers.Dense(dim, activation="tanh", name="mix")
        self.scores = tf.keras.layers.Dense(n_items, name="scores")

    def call(self, inputs):
        baskets, quarter = inputs["baskets"], inputs["quarter"]
        vec = tf.reduce_mean(self.items(baskets), axis=2)     # mean over the basket
        taste = self.history(vec)
        when = self.season(quarter)
        both = tf.concat([taste, when], axis=-1)
        mixed = self.mix(both)
        return self.scores(taste)


def sample_batch(rng, n_items, size=16):
    inputs = {
        "baskets": tf.constant(rng.integers(0, n_items, (size, 5, 3))),
        "quarter": tf.constant(rng.integers(0, 4, (size,))),
    }
    target = np.zeros((size, n_items), np.float32)
    for row in target:
        row[rng.integers(0, n_items, 3)] = 1
    return inputs, tf.constant(target)


N_ITEMS = 40
rng = np.random.default_rng(5)
model = BasketNet(N_ITEMS)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
adam = tf.keras.optimizers.Adam(1e-3)

running = tf.keras.metrics.Mean("loss")
for it in range(6):
    x, y = sample_batch(rng, N_ITEMS)
    with tf.GradientTape() as tape:
        loss = bce(y, model(x))
    grads = tape.gradient(loss, model.trainable_variables)
    grads = [tf.clip_by_norm(g, 1.0) for g in grads]
    adam.apply_gradients(zip(grads, model.trainable_variables))
    running(loss)
    if it % 3 == 2:
        print(f"iter {it}  loss {running.result():.4f}")
        running.reset_state()
