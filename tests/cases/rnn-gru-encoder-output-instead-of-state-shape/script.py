import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

EMB, HID = 8, 12


class Encoder(layers.Layer):
    def __init__(self, vocab, **kw):
        super().__init__(**kw)
        self.e = layers.Embedding(vocab, EMB)
        self.g = layers.GRU(HID, return_sequences=True)

    def call(self, x):
        return self.g(self.e(x))


class Decoder(layers.Layer):
    def __init__(self, vocab, **kw):
        super().__init__(**kw)
        self.e = layers.Embedding(vocab, EMB)
        self.g = layers.GRU(HID, return_sequences=True)
        self.d = layers.Dense(vocab)

    def call(self, y, state):
        out = self.g(self.e(y), initial_state=state)
        return self.d(out)


class NMT(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(20)
        self.decoder = Decoder(16)

    def call(self, inputs):
        return self.decoder(inputs["tgt"], self.encoder(inputs["src"]))


model = NMT()
opt = keras.optimizers.Adam()
scce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(src, tgt):
    with tf.GradientTape() as tape:
        logits = model({"src": src, "tgt": tgt[:, :-1]})
        loss = scce(tgt[:, 1:], logits)
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for i in range(2):
    print(i, float(train_step(np.random.randint(0, 20, (8, 6)), np.random.randint(0, 16, (8, 5)))))
