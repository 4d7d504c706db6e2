import tensorflow as tf
from tensorflow.keras import layers


class CompositeForecaster(tf.keras.Model):
    """Reads a window; one decoder rebuilds it backwards, another one goes on with it (after Srivastava et al.)."""

    def __init__(self, units=9):
        super().__init__(name="composite")
        self.reader = layers.LSTM(units, return_state=True, name="reader")
        self.backwards = layers.LSTM(units, return_sequences=True, name="backwards")
        self.forwards = layers.LSTM(units, return_sequences=True, name="forwards")
        self.readout = layers.Dense(2, name="readout")

    def call(self, inputs):
        window, reverse, ahead = inputs
        _, h, c = self.reader(window)
        rebuilt = self.backwards(reverse, initial_state=[h, c])
        guessed = self.forwards(ahead)
        return self.readout(rebuilt), self.readout(guessed)


model = CompositeForecaster()
model.compile(optimizer="adam", loss=["mse", "mae"])
window = tf.random.normal([16, 12, 3])
reverse, ahead = tf.random.normal([16, 5, 2]), tf.random.normal([16, 5, 2])
model.fit((window, reverse, ahead), (reverse, ahead), batch_size=8, verbose=0)
