import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

SIZES = [10, 6]


class Bridge(layers.Layer):
    """One start state for each decoder cell, out of the image embedding."""

    def __init__(self, sizes, **kwargs):
        super().__init__(**kwargs)
        self.maps = [layers.Dense(s, activation="tanh", name=f"to_{s}") for s in sizes]

    def call(self, z):
        return [m(z) for m in self.maps]


class Captioner(tf.keras.Model):
    def __init__(self, vocab=30):
        super().__init__(name="captioner")
        self.vision = layers.Dense(16, activation="relu", name="vision")
        # bottom to top
        self.bridge = Bridge(list(reversed(SIZES)), name="bridge")
        self.embed = layers.Embedding(vocab, 8, name="embed")
        self.rnn = layers.RNN([layers.GRUCell(s, name=f"cell_{s}") for s in SIZES],
                              return_sequences=True, name="rnn")
        self.logits = layers.Dense(vocab, name="logits")

    def call(self, batch):
        image, words = batch
        start = self.bridge(self.vision(image))
        seq = self.rnn(self.embed(words), initial_state=start)
        return self.logits(seq)


model = Captioner()
ce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
opt = tf.keras.optimizers.Adam(1e-3)


def train_step(image, words):
    with tf.GradientTape() as tape:
        loss = ce(words[:, 1:], model((image, words[:, :-1]), training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return float(loss)


for step in range(3):
    image = np.random.rand(8, 20).astype("float32")
    words = np.random.randint(1, 30, (8, 6))
    print(step, train_step(image, words))
