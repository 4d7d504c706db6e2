import tensorflow as tf
from tensorflow.keras import layers


class AttentionClassifier(tf.keras.Model):
    def __init__(self, vocab, units, classes):
        super().__init__(name="classifier")
        self.emb = layers.Embedding(vocab, units, name="emb")
        self.rnn = layers.Bidirectional(layers.GRU(units, return_sequences=True), name="birnn")
        self.att_hidden = layers.Dense(units, activation="tanh", name="att_hidden")
        self.att_score = layers.Dense(1, name="att_score")
        self.out = layers.Dense(classes, name="out")

    def call(self, tokens):
        h = self.rnn(self.emb(tokens))
        score = self.att_score(self.att_hidden(h))
        alpha = tf.nn.softmax(score)
        context = tf.reduce_sum(alpha * h, axis=1)
        return self.out(context)


tokens = tf.random.uniform((64, 10), maxval=50, dtype=tf.int32)
labels = tf.random.uniform((64,), maxval=3, dtype=tf.int32)
model = AttentionClassifier(50, 8, 3)
model.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(tokens, labels, epochs=2, batch_size=16)
