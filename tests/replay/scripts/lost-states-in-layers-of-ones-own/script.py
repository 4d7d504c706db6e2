import tensorflow as tf
from tensorflow.keras import layers

class Encoder(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units, return_state=True)

    def call(self, x):
        return self.rnn(x)


class Decoder(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units)

    def call(self, y, states):
        return self.rnn(y)


class Blind(tf.keras.layers.Layer):
    def __init__(self, units, **more):
        super().__init__(**more)
        self.rnn = layers.LSTM(units)

    def call(self, y):
        return self.rnn(y)


class Keeps(tf.keras.Model):
    def __init__(self):
        super().__init__(name="keeps")
        self.encoder = layers.LSTM(6, return_state=True, name="own_enc")
        self.decoder = layers.LSTM(6, name="own_dec")
        self.outer, self.inner = Encoder(7, name="outer"), Decoder(7, name="inner")
        self.lone, self.blind = Encoder(8, name="lone"), Blind(8, name="blind")
        self.head = layers.Dense(1)

    def call(self, inputs):
        x, y = inputs
        self.out, self.h, self.c = self.encoder(x)
        a = self.decoder(y)
        outer = self.outer(x)
        b = self.inner(y, outer[1:])
        alone, lone_h, lone_c = self.lone(x)
        c = self.blind(y)
        return self.head(tf.concat([a, b, c], 1))


model = Keeps()
model.compile("sgd", "mse")
xs = tf.random.normal([8, 3, 2]), tf.random.normal([8, 4, 2])
model.fit(xs, tf.random.normal([8, 1]), epochs=1, verbose=0)
