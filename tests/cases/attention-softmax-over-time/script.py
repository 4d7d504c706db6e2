import tensorflow as tf
from tensorflow import keras


class Attn(keras.layers.Layer):
    def build(self, shape):
        # Bahdanau style scores
        self.W = self.add_weight(name="W", shape=(shape[-1], 6), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(6,), initializer="zeros")
        self.v = self.add_weight(name="v", shape=(6, 1), initializer="glorot_uniform")

    def call(self, h):
        e = tf.matmul(tf.tanh(tf.matmul(h, self.W) + self.b), self.v)
        a = tf.nn.softmax(e, axis=1)
        return tf.reduce_sum(a * h, axis=1), a


inp = keras.Input((7, 3))
h = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=True, name="l"), name="bi")(inp)
ctx, weights = Attn(name="attn")(h)
out = keras.layers.Dense(1, activation="sigmoid", name="out")(ctx)
model = keras.Model(inp, out)
explain = keras.Model(inp, weights)
model.compile("adam", keras.losses.BinaryFocalCrossentropy())
model.fit(tf.random.normal([20, 7, 3]), tf.cast(tf.random.uniform([20, 1]) > 0.5, tf.float32), verbose=0)
print(explain.predict(tf.random.normal([1, 7, 3]), verbose=0).shape)
