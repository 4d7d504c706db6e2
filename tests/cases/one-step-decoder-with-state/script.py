import random
import tensorflow as tf

V, U = 12, 8


class Encoder(tf.keras.Model):
    def __init__(self):
        super().__init__(name="enc")
        self.embedding = tf.keras.layers.Embedding(V, U, name="emb")
        self.gru = tf.keras.layers.GRU(U, return_sequences=True, return_state=True, name="gru")

    def call(self, x):
        return self.gru(self.embedding(x))


class Decoder(tf.keras.Model):
    def __init__(self):
        super().__init__(name="dec")
        self.embedding = tf.keras.layers.Embedding(V, U, name="emb")
        self.gru = tf.keras.layers.GRU(U, return_state=True, name="gru")
        self.fc = tf.keras.layers.Dense(V, name="fc")

    def call(self, tok, state):
        out, state = self.gru(self.embedding(tok), initial_state=state)
        return self.fc(out), state


encoder, decoder = Encoder(), Decoder()
opt = tf.keras.optimizers.Adam()
xent = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(src, tgt, sample):
    loss = 0.0
    with tf.GradientTape() as tape:
        _, state = encoder(src)
        tok = tf.zeros([src.shape[0], 1], tf.int32)
        for t in range(tgt.shape[1]):
            logits, state = decoder(tok, state)
            loss += xent(tgt[:, t], logits)
            if sample:
                tok = tf.cast(tf.argmax(logits, -1), tf.int32)[:, None]
            else:
                tok = tgt[:, t][:, None]
    variables = encoder.trainable_variables + decoder.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss / tgt.shape[1]


src = tf.random.uniform([6, 5], maxval=V, dtype=tf.int32)
encoder(src); decoder(src[:, :1], tf.zeros([6, U]))
opt.build(encoder.trainable_variables + decoder.trainable_variables)
for _ in range(2):
    print(train_step(src, src[:, ::-1], random.random() < 0.5).numpy())
