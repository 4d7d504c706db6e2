"""Robust regression: a second network decides how much each noisy label is trusted."""
import numpy as np
import tensorflow as tf
from tensorflow import keras


class TrustedRegressor(keras.Model):
    def __init__(self, min_trust=0.1):
        super().__init__(name="trusted_regressor")
        self.min_trust = min_trust
        self.regressor = keras.Sequential([
            keras.layers.Dense(16, activation="relu", name="r1"),
            keras.layers.Dense(1, name="r2"),
        ], name="regressor")
        self.truster = keras.Sequential([
            keras.layers.Dense(8, activation="tanh", name="t1"),
            keras.layers.Dense(1, activation="sigmoid", bias_initializer=keras.initializers.Constant(2.0), name="t2"),
        ], name="truster")

    def call(self, x, training=None):
        return self.regressor(x, training=training)

    def train_step(self, data):
        x, y, source = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            trust = self.min_trust + (1.0 - self.min_trust) * self.truster(tf.concat([x, y], axis=-1))
            # sample_weight of the data set (quality of the source) times the learned trust
            weight = source * trust[:, 0]
            loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=weight)
            # do not distrust everybody
            loss -= 0.05 * tf.reduce_mean(tf.math.log(trust))
        weights = self.trainable_weights
        grads = tape.gradient(loss, weights)
        self.optimizer.apply(grads, weights)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return self.get_metrics_result()


rng = np.random.default_rng(1)
x = rng.normal(size=(100, 4)).astype("float32")
y = x @ np.array([[1.0], [-2.0], [0.5], [0.0]], "float32")
y[::7] += 5 * rng.standard_normal(y[::7].shape)
quality = rng.choice([0.5, 1.0], size=100).astype("float32")

model = TrustedRegressor()
model.compile(optimizer=keras.optimizers.Adam(1e-2), loss="mse", metrics=["mae"])
model.fit(x, y.astype("float32"), sample_weight=quality, batch_size=25, epochs=2, verbose=2)
