"""Hierarchical recurrent encoder-decoder for dialogues (HRED, Sordoni et al.), toy size."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

V, E, H = 40, 12, 16
N_TURNS, N_WORDS, N_REPLY = 3, 5, 6


class HRED(tf.keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.words = layers.Embedding(V, E, name="words")
        self.utterance_rnn = layers.GRU(H, return_state=True, name="utterance_rnn")
        self.dialogue_rnn = layers.GRU(H, return_state=True, name="dialogue_rnn")
        self.reply_rnn = layers.GRU(H, return_sequences=True, name="reply_rnn")
        self.to_vocab = layers.Dense(V, name="to_vocab")

    def encode(self, turns):
        per_turn = []
        for k in range(N_TURNS):
            _, state = self.utterance_rnn(self.words(turns[:, k]))
            per_turn.append(state)
        _, dialogue_state = self.dialogue_rnn(tf.stack(per_turn, axis=1))
        return state, dialogue_state

    def call(self, inputs, training=False):
        turns, reply = inputs
        state, dialogue_state = self.encode(turns)
        decoded = self.reply_rnn(self.words(reply), initial_state=state)
        return self.to_vocab(decoded)


def perplexity(y_true, y_pred):
    return tf.exp(tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)))


tf.keras.utils.set_random_seed(77)
model = HRED(name="hred")
model.compile(optimizer=tf.keras.optimizers.Adam(2e-3),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=[perplexity])
turns = np.random.randint(1, V, size=(48, N_TURNS, N_WORDS))
reply = np.random.randint(1, V, size=(48, N_REPLY))
gold = np.roll(reply, -1, axis=1)
model.fit((turns, reply), gold, batch_size=16, epochs=2, verbose=2)
