import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

G = keras.Sequential([keras.Input((3,)), layers.Dense(8, activation="relu", name="g1"), layers.Dense(2, name="g2")], name="G")
C = keras.Sequential([keras.Input((2,)), layers.Dense(8, activation="tanh", name="c1"), layers.Dense(1, activation="softplus", name="c2")], name="C")


class WGANGP(keras.Model):
    def __init__(self, n_critic=2, lam=10.0):
        super().__init__()
        self.n_critic, self.lam = n_critic, lam

    def compile(self, co, go):
        super().compile()
        self.co, self.go = co, go

    def gp(self, real, fake):
        eps = tf.random.uniform([tf.shape(real)[0], 1])
        mid = real + eps * (fake - real)
        with tf.GradientTape() as inner:
            inner.watch(mid)
            s = C(mid, training=True)
        g = inner.gradient(s, mid)
        return tf.reduce_mean((tf.norm(g + 1e-8, axis=1) - 1.0) ** 2)

    def train_step(self, real):
        n = tf.shape(real)[0]
        for _ in range(self.n_critic):
            with tf.GradientTape() as tape:
                fake = G(tf.random.normal([n, 3]), training=True)
                cl = tf.reduce_mean(C(fake)) - tf.reduce_mean(C(real)) + self.lam * self.gp(real, fake)
            self.co.apply_gradients(zip(tape.gradient(cl, C.trainable_variables), C.trainable_variables))
        with tf.GradientTape() as tape:
            gl = -tf.reduce_mean(C(G(tf.random.normal([n, 3]), training=True)))
        self.go.apply_gradients(zip(tape.gradient(gl, G.trainable_variables), G.trainable_variables))
        return {"c": cl, "g": gl}


w = WGANGP()
w.compile(keras.optimizers.Adam(1e-4, beta_1=0.0), keras.optimizers.Adam(1e-4, beta_1=0.0))
w.fit(tf.random.normal([32, 2]), batch_size=16, verbose=0)
