# precipitation nowcasting a la Shi et al. 2015
import tensorflow as tf
from tensorflow import keras

L = keras.layers


class Nowcast(keras.Model):
    def __init__(self, f=4):
        super().__init__(name="nowcast")
        self.enc = L.ConvLSTM2D(f, 3, padding="same", return_state=True, name="enc")
        self.dec = L.ConvLSTM2D(f, 3, padding="same", return_sequences=True, name="dec")
        self.to_rain = L.TimeDistributed(L.Conv2D(1, 1, name="conv"), name="to_rain")

    def call(self, batch):
        past, teacher = batch
        _, h, c = self.enc(past)
        y = self.dec(teacher)
        return self.to_rain(y)


past = tf.random.uniform((6, 4, 8, 8, 1))
fut = tf.random.uniform((6, 3, 8, 8, 1))
shifted = tf.concat([past[:, -1:], fut[:, :-1]], 1)

net = Nowcast()
net.compile(optimizer=keras.optimizers.Adam(1e-3, clipnorm=1.0), loss="mae")
net.fit((past, shifted), fut, batch_size=3, epochs=1, verbose=2)
