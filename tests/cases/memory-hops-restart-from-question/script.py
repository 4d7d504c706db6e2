"""End-to-end memory network, bAbI-like toy task."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

VOCAB, DIM, HOPS = 25, 8, 3


class MemoryHop(layers.Layer):
    def __init__(self, index, dim, **kwargs):
        super().__init__(**kwargs)
        self.key = layers.Embedding(VOCAB, dim, name=f"hop_{index}_in")
        self.value = layers.Embedding(VOCAB, dim, name=f"hop_{index}_out")

    def call(self, u, story):
        m = tf.reduce_sum(self.key(story), axis=2)
        c = tf.reduce_sum(self.value(story), axis=2)
        p = tf.nn.softmax(tf.einsum("bd,bsd->bs", u, m))
        return u + tf.einsum("bs,bsd->bd", p, c)


class MemN2N(tf.keras.Model):
    def __init__(self):
        super().__init__(name="memn2n")
        self.question = layers.Embedding(VOCAB, DIM, name="question")
        self.hops = [MemoryHop(i, DIM, name=f"hop_{i}") for i in range(HOPS)]
        self.answer = layers.Dense(VOCAB, use_bias=False, name="answer")

    def call(self, inputs):
        story, query = inputs
        u = tf.reduce_sum(self.question(query), axis=1)
        for hop in self.hops:
            o = hop(u, story)
        return self.answer(o)


rng = np.random.default_rng(2)
stories = rng.integers(1, VOCAB, (60, 5, 4))
queries = rng.integers(1, VOCAB, (60, 3))
answers = rng.integers(1, VOCAB, 60)
model = MemN2N()
model.compile(
    optimizer=tf.keras.optimizers.SGD(0.05, clipnorm=40.0),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit((stories, queries), answers, batch_size=20, epochs=2, verbose=2)
