import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers


class PriorMatcher(layers.Layer):
    """Predicts the topic share from the document code; the distance was meant to be trained too."""

    def __init__(self, topics, **kw):
        super().__init__(**kw)
        self.guess = layers.Dense(topics, activation="softmax", name="guess")

    def call(self, inputs):
        code, topics = inputs
        q = self.guess(code)
        kl = tf.reduce_sum(topics * tf.math.log((topics + 1e-6) / (q + 1e-6)), axis=-1)
        self.add_metric(kl, name="kl", aggregation="mean")
        return code


def build(words, topics):
    bow = tf_keras.Input((words,), name="bow")
    prior = tf_keras.Input((topics,), name="topics")
    code = layers.Dense(8, activation="tanh", name="code")(bow)
    code = PriorMatcher(topics, name="matcher")([code, prior])
    score = layers.Dense(1, name="score")(code)
    return tf_keras.Model([bow, prior], score, name="documents")


r = np.random.default_rng(3)
bow = r.poisson(0.7, size=(64, 15)).astype("float32")
topics = r.dirichlet(np.ones(4), size=64).astype("float32")
y = bow[:, :1] - bow[:, 1:2]
model = build(15, 4)
model.compile(tf_keras.optimizers.Adam(5e-3), loss="mse")
history = model.fit([bow, topics], y, batch_size=32, epochs=3, verbose=0)
print({k: np.round(v, 3) for k, v in history.history.items()})
