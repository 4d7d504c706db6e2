import tensorflow as tf


class VectorQuantizer(tf.keras.layers.Layer):
    def __init__(self, num_codes, dim, beta=0.25, **kw):
        super().__init__(**kw)
        self.num_codes, self.dim, self.beta = num_codes, dim, beta

    def build(self, _):
        self.codebook = self.add_weight(
            name="codebook", shape=(self.num_codes, self.dim), initializer="random_uniform")

    def call(self, z):
        flat = tf.reshape(z, [-1, self.dim])
        d = (tf.reduce_sum(flat ** 2, 1, keepdims=True) + tf.reduce_sum(self.codebook ** 2, 1)
             - 2 * tf.matmul(flat, self.codebook, transpose_b=True))
        codes = tf.argmin(d, axis=1)
        q = tf.reshape(tf.nn.embedding_lookup(self.codebook, codes), tf.shape(z))
        commitment = tf.reduce_mean((tf.stop_gradient(q) - z) ** 2)
        self.add_loss(self.beta * commitment)
        return z + tf.stop_gradient(q - z)


class VQVAE(tf.keras.Model):
    def __init__(self):
        super().__init__(name="vqvae")
        self.enc1 = tf.keras.layers.Conv2D(8, 3, 2, "same", activation="relu", name="enc1")
        self.enc2 = tf.keras.layers.Conv2D(4, 3, 2, "same", name="enc2")
        self.vq = VectorQuantizer(16, 4, name="vq")
        self.dec1 = tf.keras.layers.Conv2DTranspose(8, 3, 2, "same", activation="relu", name="dec1")
        self.dec2 = tf.keras.layers.Conv2DTranspose(1, 3, 2, "same", name="dec2")

    def call(self, x):
        return self.dec2(self.dec1(self.vq(self.enc2(self.enc1(x)))))


images = tf.random.uniform([32, 8, 8, 1])
model = VQVAE()
model.compile("adam", "mse")
model.fit(images, images, batch_size=16, epochs=1, verbose=2)
