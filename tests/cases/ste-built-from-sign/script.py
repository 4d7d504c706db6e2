import tensorflow as tf


class BinaryDense(tf.keras.layers.Layer):
    """Dense layer with +-1 weights (BinaryConnect)"""

    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units

    def build(self, s):
        self.latent = self.add_weight(name="latent", shape=[s[-1], self.units], initializer="glorot_normal")
        self.alpha = self.add_weight(name="alpha", shape=[self.units], initializer="ones")

    def call(self, x):
        binary = tf.sign(self.latent)
        return tf.matmul(x, binary) * self.alpha


model = tf.keras.Sequential([
    tf.keras.Input([10]),
    BinaryDense(8, name="bin1"),
    tf.keras.layers.BatchNormalization(name="bn"),
    BinaryDense(1, name="bin2"),
])
model.compile("adam", tf.keras.losses.Hinge())
X = tf.random.normal([60, 10])
model.fit(X, tf.sign(X[:, :1]), epochs=2, verbose=0)
