"""Ticket summariser. Greedy decoding for the demo and teacher forcing for training share one decoder."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

VOCAB, EMB, UNITS, LEN = 50, 12, 20, 6
keras.utils.set_random_seed(28)


class Encoder(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(VOCAB, EMB, name="emb")
        self.rnn = layers.LSTM(UNITS, return_state=True, dropout=0.1, name="rnn")

    def call(self, ticket, training=False):
        _, h, c = self.rnn(self.emb(ticket), training=training)
        return [h, c]


class Decoder(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(VOCAB, EMB, name="emb")
        self.rnn = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="rnn")
        self.vocab = layers.Dense(VOCAB, name="vocab")

    def call(self, tokens, states=None, training=False):
        x = self.emb(tokens)
        # when sampling we have to go on from the last state
        start = states if not training else None
        y, h, c = self.rnn(x, initial_state=start)
        return self.vocab(y), [h, c]


class Summariser(keras.Model):
    def __init__(self):
        super().__init__(name="summariser")
        self.encoder, self.decoder = Encoder(name="encoder"), Decoder(name="decoder")

    def call(self, batch, training=False):
        states = self.encoder(batch["ticket"], training=training)
        logits, _ = self.decoder(batch["prefix"], states=states, training=training)
        return logits

    def greedy(self, ticket):
        states, token, words = self.encoder(ticket), tf.zeros((len(ticket), 1), tf.int32), []
        for _ in range(LEN):
            logits, states = self.decoder(token, states=states)
            token = tf.argmax(logits, axis=-1, output_type=tf.int32)
            words.append(token)
        return tf.concat(words, axis=1)


model, optimizer = Summariser(), keras.optimizers.Adam(1e-3)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(batch, gold):
    with tf.GradientTape() as tape:
        loss = loss_fn(gold, model(batch, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for epoch in range(2):
    ticket = np.random.randint(1, VOCAB, (16, 9)).astype("int32")
    short = np.random.randint(1, VOCAB, (16, LEN)).astype("int32")
    batch = {"ticket": tf.constant(ticket), "prefix": tf.constant(np.pad(short, ((0, 0), (1, 0)))[:, :-1])}
    print("epoch", epoch, "loss", round(float(train_step(batch, tf.constant(short))), 4))
print("demo:", model.greedy(tf.constant(ticket[:1])).numpy()[0])
