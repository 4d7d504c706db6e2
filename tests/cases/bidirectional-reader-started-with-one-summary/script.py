"""Question answering: the passage reader (bidirectional GRU) starts from the question's summary vector."""
import numpy as np
import tensorflow as tf

UNITS = 12


class Reader(tf.keras.Model):
    def __init__(self, vocab):
        super().__init__(name="reader")
        self.embed = tf.keras.layers.Embedding(vocab, 10, name="embed")
        self.question = tf.keras.layers.GRU(UNITS, name="question")
        self.passage = tf.keras.layers.Bidirectional(
            tf.keras.layers.GRU(UNITS, return_sequences=True), name="passage")
        self.start = tf.keras.layers.Dense(1, name="start")
        self.end = tf.keras.layers.Dense(1, name="end")

    def call(self, question, passage):
        q = self.question(self.embed(question))
        p = self.passage(self.embed(passage), initial_state=[q])
        return tf.squeeze(self.start(p), -1), tf.squeeze(self.end(p), -1)


model = Reader(80)
opt = tf.keras.optimizers.Adamax(2e-3)


@tf.function
def step(question, passage, span):
    with tf.GradientTape() as tape:
        start, end = model(question, passage)
        loss = tf.add(
            tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(span[:, 0], start)),
            tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(span[:, 1], end)),
        )
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for i in range(4):
    q = np.random.randint(0, 80, (8, 5))
    p = np.random.randint(0, 80, (8, 20))
    span = np.sort(np.random.randint(0, 20, (8, 2)), axis=1)
    print(i, float(step(tf.constant(q), tf.constant(p), tf.constant(span))))
