import tensorflow as tf
from tensorflow import keras


class TTS(keras.Model):
    """toy FastSpeech: phonemes -> durations -> frames"""

    def __init__(self, vocab=20, dim=8, mel=5, max_len=6):
        super().__init__(name="tts")
        self.emb = keras.layers.Embedding(vocab, dim, name="emb")
        self.duration = keras.layers.Dense(1, activation="softplus", name="duration")
        self.mel = keras.layers.Dense(mel, name="mel")
        self.max_len = max_len

    def call(self, ids):
        h = self.emb(ids)
        d = tf.squeeze(self.duration(h), -1)
        n = tf.cast(d * 3.0 + 1.0, tf.int32)
        frames = tf.sequence_mask(n, self.max_len, dtype=h.dtype)
        return self.mel(h[:, :, None, :] * frames[..., None])

    def train_step(self, data):
        ids, mel = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(self(ids, training=True) - mel))
        g = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.trainable_variables))
        return {"mel_l1": loss}


tts = TTS()
tts.compile(optimizer=keras.optimizers.Adam(1e-3))
tts.fit(tf.random.uniform([8, 5], maxval=20, dtype=tf.int32), tf.random.normal([8, 5, 6, 5]), verbose=0)
