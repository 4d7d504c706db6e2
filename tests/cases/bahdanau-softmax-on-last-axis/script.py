# Sentiment with an attention pooling on top of a BiLSTM (kaggle starter)
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class BahdanauPooling(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.W1 = layers.Dense(units, name="attn_query")
        self.W2 = layers.Dense(units, name="attn_values")
        self.V = layers.Dense(1, name="attn_v")

    def call(self, query, values):
        hidden_with_time = tf.expand_dims(query, 1)
        score = self.V(tf.nn.tanh(self.W1(hidden_with_time) + self.W2(values)))
        attention_weights = tf.nn.softmax(score, axis=-1)
        context = tf.reduce_sum(attention_weights * values, axis=1)
        return context, attention_weights


class SentimentNet(tf.keras.Model):
    def __init__(self):
        super().__init__(name="sentiment")
        self.embedding = layers.Embedding(60, 8, name="embedding")
        self.bilstm = layers.Bidirectional(
            layers.LSTM(6, return_sequences=True, return_state=True, name="lstm"), name="bilstm")
        self.pool = BahdanauPooling(10, name="pool")
        self.clf = layers.Dense(1, activation="sigmoid", name="clf")

    def call(self, tokens):
        seq, fh, _, bh, _ = self.bilstm(self.embedding(tokens))
        context, _ = self.pool(tf.concat([fh, bh], -1), seq)
        return self.clf(context)


rng = np.random.default_rng(4)
X = rng.integers(0, 60, (80, 12))
y = (X[:, 0] > 30).astype("float32")

net = SentimentNet()
net.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
net.fit(X, y, epochs=2, batch_size=20, validation_split=0.1, verbose=2)
