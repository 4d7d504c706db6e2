import numpy as np
import tensorflow as tf

to_logits = tf.keras.layers.Dense(5, name="to_logits")


class TextCNN(tf.keras.Model):
    def __init__(self, vocab):
        super().__init__(name="textcnn")
        self.emb = tf.keras.layers.Embedding(vocab, 16, name="emb")
        self.convs = [tf.keras.layers.Conv1D(8, k, activation="relu", name=f"conv{k}") for k in (2, 3, 4)]

    def call(self, ids):
        x = self.emb(ids)
        pooled = [tf.reduce_max(conv(x), axis=1) for conv in self.convs]
        return to_logits(tf.concat(pooled, axis=1))


ids = np.random.randint(0, 90, (64, 12))
labels = np.random.randint(0, 5, 64)
model = TextCNN(90)
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(ids, labels, epochs=1, batch_size=16)
