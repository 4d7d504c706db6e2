"""InfoGAN on two-dimensional clusters. The codes never come apart, and the learned prior stays uniform."""
import tensorflow as tf
from tensorflow.keras import layers

CODES, NOISE, BATCH = 4, 3, 32


class Generator(tf.keras.Model):
    def __init__(self):
        super().__init__(name="generator")
        self.prior_logits = self.add_weight(shape=(CODES,), initializer="zeros", name="prior_logits")
        self.code_emb = layers.Dense(6, use_bias=False, name="code_emb")
        self.body = layers.Dense(16, activation="relu", name="body")
        self.out = layers.Dense(2, name="out")

    def sample_code(self, n):
        logits = tf.tile(self.prior_logits[None], [n, 1])
        return tf.random.categorical(logits, 1)[:, 0]

    def call(self, noise):
        code = self.sample_code(tf.shape(noise)[0])
        e = self.code_emb(tf.one_hot(code, CODES))
        return self.out(self.body(tf.concat([e, noise], -1))), code


class Discriminator(tf.keras.Model):
    def __init__(self):
        super().__init__(name="discriminator")
        self.trunk = layers.Dense(16, activation="leaky_relu", name="trunk")
        self.real = layers.Dense(1, name="real")

    def call(self, x):
        h = self.trunk(x)
        return self.real(h), h


generator, discriminator = Generator(), Discriminator()
q_head = tf.keras.Sequential([layers.Dense(8, activation="relu", name="q1"), layers.Dense(CODES, name="q2")], name="q_head")
g_opt, d_opt = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.Adam(2e-4)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)


@tf.function
def train_step(real):
    with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
        fake, code = generator(tf.random.normal([BATCH, NOISE]))
        (on_real, _), (on_fake, h_fake) = discriminator(real), discriminator(fake)
        info = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=code, logits=q_head(h_fake)))
        g_loss = bce(tf.ones_like(on_fake), on_fake) + info
        d_loss = bce(tf.ones_like(on_real), on_real) + bce(tf.zeros_like(on_fake), on_fake) + info
    g_grads = g_tape.gradient(g_loss, generator.trainable_variables)
    d_grads = d_tape.gradient(d_loss, discriminator.trainable_variables)
    g_opt.apply_gradients(zip(g_grads, generator.trainable_variables))
    d_opt.apply_gradients(zip(d_grads, discriminator.trainable_variables))
    return g_loss, d_loss, info


for step in range(3):
    centres = tf.random.uniform([BATCH, 1], maxval=2, dtype=tf.int32)
    g, d, info = train_step(tf.cast(centres, tf.float32) * 2.0 + 0.1 * tf.random.normal([BATCH, 2]))
    print(f"{step}: g {g:.3f} d {d:.3f} info {info:.3f}")
