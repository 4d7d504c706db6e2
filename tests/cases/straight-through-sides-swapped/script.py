# learned image compression, toy version: analysis -> quantise -> synthesis
import tensorflow as tf


def quantize(latent, step=0.5):
    q = tf.round(latent / step) * step
    return q + tf.stop_gradient(latent - q)


class Compressor(tf.keras.Model):
    def __init__(self, latent=4):
        super().__init__(name="compressor")
        self.a1 = tf.keras.layers.Dense(16, activation="gelu", name="analysis_1")
        self.a2 = tf.keras.layers.Dense(latent, name="analysis_2")
        self.s1 = tf.keras.layers.Dense(16, activation="gelu", name="synthesis_1")
        self.s2 = tf.keras.layers.Dense(25, name="synthesis_2")

    def call(self, patch):
        z = quantize(self.a2(self.a1(patch)))
        return self.s2(self.s1(z))


model = Compressor()
ckpt_best = float("inf")
model.compile(
    optimizer=tf.keras.optimizers.Lion(1e-4),
    loss=lambda y, p: tf.reduce_mean(tf.square(y - p), axis=-1),
)
patches = tf.random.uniform([120, 25])
for cycle in range(2):
    h = model.fit(patches, patches, batch_size=30, epochs=1, verbose=0)
    mse = h.history["loss"][-1]
    ckpt_best = min(ckpt_best, mse)
    print("cycle", cycle, "mse", mse, "best", ckpt_best)
