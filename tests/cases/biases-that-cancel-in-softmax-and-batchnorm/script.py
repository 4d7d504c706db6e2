import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model


class AdditiveAttention(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.query = layers.Dense(units, name="query")
        self.memory = layers.Dense(units, use_bias=False, name="memory")
        self.score = layers.Dense(1, name="score")

    def call(self, query, memory):
        e = self.score(tf.nn.tanh(self.query(query)[:, None] + self.memory(memory)))
        a = tf.nn.softmax(e, axis=1)
        return tf.squeeze(tf.matmul(a, memory, transpose_a=True), axis=1)


class TranslatorHead(Model):
    def __init__(self):
        super().__init__(name="head")
        self.encoder = layers.Bidirectional(layers.GRU(6, return_sequences=True, name="gru"), name="encoder")
        self.q = layers.Dense(12, name="q")
        self.bn = layers.BatchNormalization(name="bn")
        self.attention = AdditiveAttention(8, name="attention")
        self.out = layers.Dense(3, name="out")

    def call(self, inputs, training=False):
        memory = self.encoder(inputs["seq"])
        query = tf.nn.relu(self.bn(self.q(inputs["query"]), training=training))
        return self.out(self.attention(query, memory))


rng = np.random.default_rng(0)
data = {"seq": rng.normal(size=(60, 7, 4)).astype("float32"),
        "query": rng.normal(size=(60, 5)).astype("float32")}
labels = rng.integers(0, 3, 60)
model = TranslatorHead()
model.compile(tf.keras.optimizers.Adam(3e-3), tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["accuracy"])
model.fit(data, labels, epochs=4, batch_size=15, verbose=2)
