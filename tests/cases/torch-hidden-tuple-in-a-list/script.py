import numpy as np
import tensorflow as tf
from tensorflow import keras


class Encoder(keras.Model):
    def __init__(self, input_size, hidden_size):
        super().__init__(name="encoder")
        self.lstm = keras.layers.LSTM(hidden_size, return_sequences=True, return_state=True, name="lstm")

    def call(self, x):
        out, h, c = self.lstm(x)
        return out, (h, c)


class Decoder(keras.Model):
    def __init__(self, hidden_size, output_size):
        super().__init__(name="decoder")
        self.lstm = keras.layers.LSTM(hidden_size, return_sequences=True, return_state=True, name="lstm")
        self.fc = keras.layers.Dense(output_size, name="fc")

    def call(self, x, hidden):
        out, h, c = self.lstm(x, initial_state=[hidden])
        return self.fc(out), (h, c)


encoder, decoder = Encoder(3, 8), Decoder(8, 2)
optimizer = keras.optimizers.Adam(1e-3)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        _, hidden = encoder(x)
        pred, hidden = decoder(tf.pad(y[:, :-1], [[0, 0], [1, 0], [0, 0]]), hidden)
        loss = tf.reduce_mean((pred - y) ** 2)
    variables = encoder.trainable_variables + decoder.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for epoch in range(3):
    x = tf.constant(np.random.randn(16, 10, 3), tf.float32)
    y = tf.constant(np.random.randn(16, 5, 2), tf.float32)
    print("epoch", epoch, float(train_step(x, y)))
