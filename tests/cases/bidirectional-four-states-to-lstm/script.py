# dialogue response generator
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Responder(tf.keras.Model):
    def __init__(self, vocab, units):
        super().__init__(name="responder")
        self.embed = layers.Embedding(vocab, 16, name="embed")
        self.listener = layers.Bidirectional(
            layers.LSTM(units, return_state=True, name="listen"), name="listener")
        self.speaker = layers.LSTM(units, return_sequences=True, name="speaker")
        self.vocab_logits = layers.Dense(vocab, name="vocab_logits")

    def call(self, inputs):
        question, answer = inputs
        _, *states = self.listener(self.embed(question))
        said = self.speaker(self.embed(answer), initial_state=states)
        return self.vocab_logits(said)


VOCAB = 35
questions = np.random.randint(1, VOCAB, (64, 8))
answers = np.random.randint(1, VOCAB, (64, 6))

bot = Responder(VOCAB, 20)
bot.compile(
    optimizer=tf.keras.optimizers.Adam(1e-3),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
bot.fit((questions, answers[:, :-1]), answers[:, 1:], batch_size=16, epochs=2)
