import tensorflow as tf

BANDS = 12


class SpectralUnmixing(tf.Module):
    """pixel = abundances @ endmembers, abundances from a small encoder"""

    def __init__(self, n_end=3):
        super().__init__(name="unmix")
        with self.name_scope:
            self.encoder = tf.Variable(tf.random.normal([BANDS, n_end], stddev=0.3), name="encoder")
            self.endmembers = tf.Variable(tf.random.uniform([n_end, BANDS]), name="endmembers")

    def __call__(self, pixels):
        abundances = tf.nn.softmax(pixels @ self.encoder)
        return abundances @ tf.nn.relu(self.endmembers), abundances


def angle(a, b):
    a, b = tf.math.l2_normalize(a, -1), tf.math.l2_normalize(b, -1)
    return tf.reduce_mean(1.0 - tf.reduce_sum(a * b, -1))


class Trainer:
    def __init__(self, model, lr=5e-3, log_every=1):
        self.model, self.log_every = model, log_every
        self.optimizer = tf.keras.optimizers.Adam(lr)
        self.lines = []

    def log(self, loss, sparsity):
        line = f"loss {loss:.4f}  sparsity {sparsity:.3f}"
        self.lines.append(line)
        print(line)

    @tf.function
    def step(self, pixels):
        with tf.GradientTape() as tape:
            rebuilt, abundances = self.model(pixels)
            sparsity = tf.reduce_mean(tf.sqrt(abundances + 1e-6))
            loss = angle(rebuilt, pixels) + 0.01 * sparsity
        self.log(loss, sparsity)
        grads = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_variables))
        return loss


trainer = Trainer(SpectralUnmixing())
cube = tf.random.uniform([10, 10, BANDS])
for epoch in range(3):
    # worked fine before I put @tf.function on step()
    trainer.step(tf.reshape(cube, [-1, BANDS]))
print(len(trainer.lines), "lines logged")
