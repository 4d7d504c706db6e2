import numpy as np
import tensorflow as tf
from tensorflow import keras


class Ranker(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(16, activation="relu")
        self.score = keras.layers.Dense(1)

    def call(self, x):
        return self.score(self.hidden(x))[:, 0]

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            s = self(x, training=True)
            order = np.argsort(-s.numpy())
            gain = tf.gather(y, order)
            discount = 1.0 / np.log2(np.arange(len(order)) + 2.0)
            loss = -tf.reduce_sum(gain * tf.cast(discount, tf.float32))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"dcg": -loss}


ranker = Ranker()
ranker.compile(optimizer="adam")
ranker.fit(np.random.randn(32, 5).astype("float32"), np.random.rand(32).astype("float32"), batch_size=8)
