import tensorflow as tf
from tensorflow.keras import layers

TAGS = 4


class BiLSTMCRF(tf.keras.Model):
    def __init__(self):
        super().__init__(name="crf_tagger")
        self.emb = layers.Embedding(40, 8, name="emb")
        self.rnn = layers.Bidirectional(layers.LSTM(6, return_sequences=True), name="rnn")
        self.emit = layers.Dense(TAGS, name="emit")

    def build(self, shape):
        self.transitions = self.add_weight(shape=(TAGS, TAGS), initializer="glorot_uniform", name="transitions")
        super().build(shape)

    def call(self, ids):
        return self.emit(self.rnn(self.emb(ids)))

    def log_partition(self, scores):
        alpha = scores[:, 0]
        for t in tf.range(1, tf.shape(scores)[1]):
            alpha = tf.reduce_logsumexp(alpha[:, :, None] + self.transitions[None], axis=1) + scores[:, t]
        return tf.reduce_logsumexp(alpha, axis=1)

    def path_score(self, scores, tags):
        unary = tf.reduce_sum(scores * tf.one_hot(tags, TAGS), axis=[1, 2])
        pairs = tf.stack([tags[:, :-1], tags[:, 1:]], axis=-1)
        return unary + tf.reduce_sum(tf.gather_nd(self.transitions, pairs), axis=1)

    def viterbi_last(self, scores):
        best = scores[:, 0]
        for t in range(1, scores.shape[1]):
            best = tf.reduce_max(best[:, :, None] + self.transitions[None], axis=1) + scores[:, t]
        return tf.argmax(best, axis=1)


model = BiLSTMCRF()
model.build((None, 7))
opt = tf.keras.optimizers.Adam(1e-2)


@tf.function
def step(ids, tags):
    with tf.GradientTape() as tape:
        scores = model(ids)
        loss = tf.reduce_mean(model.log_partition(scores) - model.path_score(scores, tags))
        last = model.viterbi_last(scores)
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss, tf.reduce_mean(tf.cast(last == tf.cast(tags[:, -1], tf.int64), tf.float32))


for _ in range(2):
    ids = tf.random.uniform([8, 7], maxval=40, dtype=tf.int32)
    loss, acc = step(ids, ids % TAGS)
    print(float(loss), float(acc))
