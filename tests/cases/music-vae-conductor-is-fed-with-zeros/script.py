"""Hierarchical MusicVAE: BiLSTM encoder, conductor LSTM with one step per bar, note LSTM inside each bar."""
from functools import cached_property
import tensorflow as tf
from tensorflow.keras import layers


class Hierarchical(tf.keras.Model):
    def __init__(self, pitches=10, bars=3, steps=4, units=12, z=6, beta=0.2, free_bits=0.0):
        super().__init__(name="music_vae")
        self.pitches, self.bars, self.steps, self.units = pitches, bars, steps, units
        self.beta, self.free_bits = beta, free_bits
        self.encoder = layers.Bidirectional(layers.LSTM(units), name="encoder")
        self.mu, self.sigma = layers.Dense(z, name="mu"), layers.Dense(z, "softplus", name="sigma")
        self.z_to_conductor = layers.Dense(2 * units, "tanh", name="z_to_conductor")
        self.conductor = layers.LSTM(units, return_sequences=True, name="conductor")
        self.bar_state = layers.Dense(2 * units, "tanh", name="bar_state")
        self.notes = layers.LSTM(units, return_sequences=True, name="notes")
        self.out = layers.Dense(pitches, name="out")

    @cached_property
    def trackers(self):
        return {n: tf.keras.metrics.Mean(name=n) for n in ("loss", "recon", "kl")}

    @property
    def metrics(self):
        return [*self.trackers.values()]

    def encode(self, onehot):
        h = self.encoder(onehot)
        mu, sigma = self.mu(h), self.sigma(h) + 1e-3
        return mu, sigma, mu + sigma * tf.random.normal(tf.shape(mu))

    def decode(self, z, onehot):
        b = tf.shape(z)[0]
        # the conductor gets no input, everything it knows comes from z through its state
        nothing = tf.zeros([b, self.bars, 1])
        start = tf.split(self.z_to_conductor(z), 2, axis=-1)
        bars = self.conductor(nothing, initial_state=start)
        previous = tf.pad(onehot, [[0, 0], [1, 0], [0, 0]])[:, :-1]
        logits = []
        for i in range(self.bars):
            c = bars[:, i]
            x = previous[:, i * self.steps:(i + 1) * self.steps]
            x = tf.concat([x, tf.repeat(c[:, None], self.steps, axis=1)], -1)
            h = self.notes(x, initial_state=tf.split(self.bar_state(c), 2, axis=-1))
            logits.append(self.out(h))
        return tf.concat(logits, 1)

    def call(self, melody):
        onehot = tf.one_hot(melody, self.pitches)
        mu, sigma, z = self.encode(onehot)
        return self.decode(z, onehot), mu, sigma

    def train_step(self, melody):
        with tf.GradientTape() as tape:
            logits, mu, sigma = self(melody, training=True)
            recon = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(melody, logits))
            kl = tf.reduce_sum(0.5 * (mu ** 2 + sigma ** 2 - 1.0) - tf.math.log(sigma), -1)
            kl = tf.reduce_mean(tf.maximum(kl - self.free_bits, 0.0))
            loss = recon + self.beta * kl
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        for name, value in zip(self.trackers, (loss, recon, kl)):
            self.trackers[name].update_state(value)
        return {m.name: m.result() for m in self.metrics}


model = Hierarchical()
model.compile(tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.ExponentialDecay(1e-3, 10, 0.999)))
tunes = tf.math.floormod(tf.cumsum(tf.random.uniform([40, 12], -2, 3, tf.int32), axis=1), 10)
model.fit(tf.data.Dataset.from_tensor_slices(tunes).batch(10), epochs=2, verbose=2)
