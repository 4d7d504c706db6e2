import tensorflow as tf
from tensorflow.keras import layers


class Summarizer(tf.keras.Model):
    def __init__(self, vocab=60, units=10):
        super().__init__(name="summarizer")
        self.emb = layers.Embedding(vocab, 12, name="emb")
        self.encoder = layers.Bidirectional(layers.LSTM(units, return_state=True, name="enc"), name="encoder")
        self.decoder = layers.LSTM(units, return_sequences=True, name="decoder")
        self.fc = layers.Dense(vocab, name="fc")

    def call(self, data):
        article, summary = data
        enc = self.encoder(self.emb(article))
        state_h, state_c = enc[1], enc[2]
        dec = self.decoder(self.emb(summary), initial_state=[state_h, state_c])
        return self.fc(dec)

    def train_step(self, data):
        article, summary = data
        with tf.GradientTape() as tape:
            logits = self((article, summary[:, :-1]), training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(summary[:, 1:], logits))
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        return {"loss": loss}


article = tf.random.uniform((32, 11), maxval=60, dtype=tf.int32)
summary = tf.random.uniform((32, 6), maxval=60, dtype=tf.int32)
s = Summarizer()
s.compile(optimizer=tf.keras.optimizers.Adam(1e-3))
s.fit(article, summary, batch_size=8, epochs=1)
