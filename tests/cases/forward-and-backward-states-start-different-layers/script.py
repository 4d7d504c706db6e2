"""Speech-to-text toy: a bidirectional pyramid encoder, its two directions start the two decoder layers."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

MELS, U, V = 10, 14, 20


class PyramidEncoder(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.low = layers.Bidirectional(layers.LSTM(U, return_sequences=True, name="low_lstm"), name="low")
        self.high = layers.Bidirectional(layers.LSTM(U, return_state=True, name="high_lstm"), merge_mode=None, name="high")

    def call(self, frames):
        x = self.low(frames)
        b, t, d = tf.shape(x)[0], x.shape[1], x.shape[2]
        x = tf.reshape(x, [b, t // 2, 2 * d])              # halve the time axis
        _fwd, _bwd, *states = self.high(x)
        return states[:2], states[2:]


class Speller(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.embed = layers.Embedding(V, 8, name="embed")
        self.first = layers.LSTM(U, return_sequences=True, name="first")
        self.second = layers.LSTM(U, return_sequences=True, name="second")
        self.out = layers.Dense(V, name="out")

    def call(self, text, forward_states, backward_states):
        x = self.first(self.embed(text), initial_state=forward_states)
        x = self.second(x, initial_state=backward_states)
        return self.out(x)


class LAS(tf.keras.Model):
    def __init__(self):
        super().__init__(name="las")
        self.listener, self.speller = PyramidEncoder(name="listener"), Speller(name="speller")

    def call(self, inputs):
        frames, text = inputs
        forward_states, backward_states = self.listener(frames)
        return self.speller(text, forward_states=forward_states, backward_states=backward_states)

    def train_step(self, data):
        (frames, text), target = data
        with tf.GradientTape() as tape:
            logits = self((frames, text), training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(tf.clip_by_global_norm(grads, 5.0)[0], self.trainable_variables))
        return {"loss": loss, "errors": tf.reduce_mean(tf.cast(tf.argmax(logits, -1) != tf.cast(target, tf.int64), tf.float32))}


las = LAS()
las.compile(optimizer=tf.keras.optimizers.Adam(1e-3))
frames = np.random.randn(24, 8, MELS).astype("float32")
text = np.random.randint(0, V, (24, 7))
las.fit((frames, text[:, :-1]), text[:, 1:], batch_size=12, epochs=1, verbose=2)
