"""Demand model with one output layer per country; rows pick their country's output."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

COUNTRIES = ["de", "fr", "it"]
rng = np.random.default_rng(8)


class CountryModel(tf.keras.Model):
    def __init__(self):
        super().__init__(name="demand")
        self.common = layers.Dense(14, activation="relu", name="common")
        self.local = [layers.Dense(1, name=f"local_{c}") for c in COUNTRIES]

    def call(self, inputs):
        h = self.common(inputs["features"])
        per_country = tf.concat([layer(h) for layer in self.local], axis=1)
        return tf.gather(per_country, inputs["country"], axis=1, batch_dims=1)


def load_sorted_by_country(n=90):
    x = rng.normal(size=(n, 6)).astype("float32")
    c = np.repeat(np.arange(3), n // 3)
    y = (x[:, 0] * (c + 1) + rng.normal(0, 0.1, n)).astype("float32")
    return {"features": x, "country": c}, y


model = CountryModel()
inputs, y = load_sorted_by_country()
optimizer = tf.keras.optimizers.Adam(0.01)
mape = []
for epoch in range(2):
    for lo in range(0, 90, 30):
        part = {k: tf.constant(v[lo:lo + 30]) for k, v in inputs.items()}
        with tf.GradientTape() as tape:
            forecast = model(part)
            loss = tf.reduce_mean(tf.abs(forecast - y[lo:lo + 30]))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        mape.append(float(tf.reduce_mean(tf.abs(forecast - y[lo:lo + 30]) / (np.abs(y[lo:lo + 30]) + 1))))
    print("epoch", epoch, "loss", float(loss), "mape", round(np.mean(mape[-3:]), 3))
