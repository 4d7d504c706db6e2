import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class AttentionPool(layers.Layer):
    """v2: one learned query for all examples (v1 asked with the last state)"""

    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.wq = layers.Dense(units, name="wq")
        self.wk = layers.Dense(units, name="wk")
        self.score = layers.Dense(1, use_bias=False, name="score")

    def build(self, shape):
        self.query = self.add_weight(name="query", shape=(1, 1, self.units), initializer="glorot_uniform")

    def call(self, seq, last):
        q = self.wq(last)[:, None, :]
        k = self.wk(seq)
        q = self.query
        weights = tf.nn.softmax(self.score(tf.nn.tanh(q + k)), axis=1)
        return tf.reduce_sum(weights * seq, axis=1)


class Reviews(tf.keras.Model):
    def __init__(self):
        super().__init__(name="reviews")
        self.emb = layers.Embedding(40, 8, name="emb")
        self.rnn = layers.Bidirectional(layers.GRU(6, return_sequences=True, return_state=True), name="rnn")
        self.pool = AttentionPool(7, name="pool")
        self.cls = layers.Dense(1, name="cls")

    def call(self, ids):
        seq, fwd, bwd = self.rnn(self.emb(ids))
        return self.cls(self.pool(seq, tf.concat([fwd, bwd], -1)))


ids = np.random.randint(0, 40, (64, 12))
stars = np.random.randint(0, 2, (64, 1)).astype("float32")
m = Reviews()
m.compile("adam", tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
m.fit(ids, stars, batch_size=32, epochs=1)
