import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Encoder(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.rnn = layers.GRU(units, return_sequences=True, return_state=True, name="rnn")
        self.final_state = None

    def call(self, x):
        seq, self.final_state = self.rnn(x)
        return seq


class Decoder(layers.Layer):
    def __init__(self, units, encoder, **kwargs):
        super().__init__(**kwargs)
        self.rnn = layers.GRU(units, return_sequences=True, name="rnn")
        self._source = [encoder]  # in a list so that Keras does not own it twice

    def call(self, y):
        return self.rnn(y, initial_state=self._source[0].final_state)


class Pipeline(keras.Model):
    def __init__(self, units=9):
        super().__init__(name="pipeline")
        self.encoder = Encoder(units, name="encoder")
        self.decoder = Decoder(units, self.encoder, name="decoder")
        self.out = layers.Dense(2, name="out")

    def call(self, inputs):
        self.encoder(inputs[0])          # sequence not needed
        return self.out(self.decoder(inputs[1]))


x = np.random.randn(30, 6, 3).astype("float32")
y = np.random.randn(30, 5, 2).astype("float32")
pipe = Pipeline()
opt = keras.optimizers.Adam(1e-3)
for epoch in range(2):
    for i in range(0, 30, 10):
        with tf.GradientTape() as tape:
            pred = pipe([x[i:i + 10], y[i:i + 10, :-1]])
            loss = tf.reduce_mean(tf.square(pred - y[i:i + 10, 1:]))
        grads = tape.gradient(loss, pipe.trainable_variables)
        opt.apply_gradients(zip(grads, pipe.trainable_variables))
    print("epoch", epoch, "loss", float(loss))
