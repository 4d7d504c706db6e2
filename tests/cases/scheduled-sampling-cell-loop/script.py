"""Char decoder with an LSTMCell loop and scheduled sampling (sometimes the model's own argmax is fed back)."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

V, E, U, T = 18, 10, 16, 6


class Reader(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(V, E, mask_zero=True, name="emb")
        self.rnn = layers.Bidirectional(layers.LSTM(U // 2, return_state=True), name="birnn")

    def call(self, tokens):
        _, fh, fc, bh, bc = self.rnn(self.emb(tokens))
        return tf.concat([fh, bh], -1), tf.concat([fc, bc], -1)


class Speller(keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.reader = Reader(name="reader")
        self.bridge_h = layers.Dense(U, activation="tanh", name="bridge_h")
        self.bridge_c = layers.Dense(U, name="bridge_c")
        self.emb = layers.Embedding(V, E, name="out_emb")
        self.cell = layers.LSTMCell(U, name="cell")
        self.head = layers.Dense(V, name="head")
        self.epsilon = tf.Variable(1.0, trainable=False, dtype=tf.float32)

    def call(self, inputs, training=False):
        src, tgt = inputs
        h, c = self.reader(src)
        state = [self.bridge_h(h), self.bridge_c(c)]
        token = tgt[:, 0]
        logits = tf.TensorArray(tf.float32, size=T)
        for t in range(T):
            out, state = self.cell(self.emb(token), state)
            step_logits = self.head(out)
            logits = logits.write(t, step_logits)
            guess = tf.argmax(step_logits, axis=-1, output_type=tf.int32)
            coin = tf.random.uniform(tf.shape(guess)) < self.epsilon
            token = tf.where(coin, tgt[:, min(t + 1, T - 1)], guess)
        return tf.transpose(logits.stack(), [1, 0, 2])


class DecayEpsilon(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.epsilon.assign(0.7 ** (epoch + 1))


def loss_fn(y, logits):
    ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(y, tf.int32), logits=logits)
    keep = tf.cast(y > 0, ce.dtype)
    return tf.reduce_sum(ce * keep) / tf.maximum(tf.reduce_sum(keep), 1.0)


words = np.random.randint(1, V, (64, 7)).astype("int32")
words[:, 5:] *= np.random.randint(0, 2, (64, 2)).astype("int32")
targets = np.random.randint(1, V, (64, T + 1)).astype("int32")
model = Speller(name="speller")
model.compile(optimizer=keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss=loss_fn)
model.fit((words, targets[:, :-1]), targets[:, 1:], batch_size=16, epochs=3, verbose=2, callbacks=[DecayEpsilon()])
