# Tiny speech recogniser. CTC loss looked too indirect to me: we are scored on the error rate, so train on the error rate.
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

ALPHABET = "abcdef "
BLANK = len(ALPHABET)
FRAMES, MELS, MAX_LABEL = 30, 12, 6


def fake_utterances(n):
    rng = np.random.default_rng(11)
    feats = rng.normal(size=(n, FRAMES, MELS)).astype("float32")
    labels = rng.integers(0, len(ALPHABET), size=(n, MAX_LABEL)).astype("int64")
    return tf.data.Dataset.from_tensor_slices((feats, labels)).batch(8)


class Recogniser(keras.Model):
    def __init__(self, units=16, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv1D(units, 5, padding="same", activation="relu", name="conv")
        self.rnn = layers.Bidirectional(layers.GRU(units, return_sequences=True), name="birnn")
        self.out = layers.Dense(BLANK + 1, name="chars")

    def call(self, x, training=None):
        return self.out(self.rnn(self.conv(x)))

    def error_rate(self, logits, labels):
        time_major = tf.transpose(logits, [1, 0, 2])
        lengths = tf.fill([tf.shape(logits)[0]], tf.shape(logits)[1])
        decoded, _ = tf.nn.ctc_greedy_decoder(time_major, lengths)
        truth = tf.sparse.from_dense(labels + 1)
        guess = tf.sparse.map_values(lambda v: v + 1, decoded[0])
        return tf.reduce_mean(tf.edit_distance(guess, truth, normalize=True))

    def train_step(self, data):
        feats, labels = data
        with tf.GradientTape() as tape:
            logits = self(feats, training=True)
            loss = self.error_rate(logits, labels)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"wer": loss}


model = Recogniser(name="asr")
model.compile(optimizer=keras.optimizers.Adam(1e-3))
model.fit(fake_utterances(24), epochs=2, verbose=2)
