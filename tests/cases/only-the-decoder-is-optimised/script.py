import tensorflow as tf
from tensorflow.keras import layers


class Encoder(tf.keras.Model):
    def __init__(self, vocab, units):
        super().__init__(name="encoder")
        self.emb = layers.Embedding(vocab, 8, name="emb")
        self.rnn = layers.GRU(units, return_state=True, name="rnn")

    def call(self, x):
        return self.rnn(self.emb(x))[1]


class Decoder(tf.keras.Model):
    def __init__(self, vocab, units):
        super().__init__(name="decoder")
        self.emb = layers.Embedding(vocab, 8, name="emb")
        self.rnn = layers.GRU(units, return_sequences=True, name="rnn")
        self.fc = layers.Dense(vocab, name="fc")

    def call(self, y, state):
        return self.fc(self.rnn(self.emb(y), initial_state=state))


class Seq2Seq:
    def __init__(self):
        self.encoder, self.decoder = Encoder(30, 12), Decoder(30, 12)
        self.optimizer = tf.keras.optimizers.Adam(1e-3)
        self.ce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")

    def loss(self, y, logits):
        mask = tf.cast(y != 0, tf.float32)
        return tf.reduce_sum(self.ce(y, logits) * mask) / tf.reduce_sum(mask)

    @tf.function(reduce_retracing=True)
    def step(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.decoder(y[:, :-1], self.encoder(x))
            loss = self.loss(y[:, 1:], logits)
        grads = tape.gradient(loss, self.decoder.trainable_variables)
        grads, _ = tf.clip_by_global_norm(grads, 5.0)
        self.optimizer.apply_gradients(zip(grads, self.decoder.trainable_variables))
        return loss


s2s = Seq2Seq()
for epoch in range(3):
    x = tf.random.uniform((16, 8), maxval=30, dtype=tf.int32)
    print(epoch, s2s.step(x, x[:, ::-1]).numpy())
