"""Binary-ish embeddings for retrieval: normalise with a learned temperature, then snap, straight through."""
import tensorflow as tf

DIM, BITS = 12, 8


class Snap(tf.Module):
    def __init__(self, name="snap"):
        super().__init__(name=name)
        with self.name_scope:
            self.temperature = tf.Variable(tf.ones([BITS]), name="temperature")
            self.threshold = tf.Variable(tf.zeros([BITS]), name="threshold")

    def __call__(self, x):
        return tf.tanh((x - self.threshold) / self.temperature)


class HashEncoder(tf.Module):
    def __init__(self):
        super().__init__(name="hash_encoder")
        with self.name_scope:
            self.w1 = tf.Variable(tf.random.normal([DIM, 16], stddev=0.3), name="w1")
            self.w2 = tf.Variable(tf.random.normal([16, BITS], stddev=0.3), name="w2")
            self.snap = Snap()

    def __call__(self, x):
        h = tf.nn.elu(x @ self.w1) @ self.w2
        # the gradient should not vanish where tanh is flat
        return tf.grad_pass_through(self.snap)(h)


def triplet(anchor, positive, negative, margin=1.0):
    near = tf.reduce_mean((anchor - positive) ** 2, -1)
    far = tf.reduce_mean((anchor - negative) ** 2, -1)
    return tf.reduce_mean(tf.nn.softplus(margin + near - far))


encoder = HashEncoder()
optimizer = tf.keras.optimizers.Adam(2e-3)


@tf.function
def train_step(a, p, n):
    with tf.GradientTape() as tape:
        codes = encoder(tf.concat([a, p, n], axis=0))
        loss = triplet(*tf.split(codes, 3, axis=0))
    variables = encoder.trainable_variables
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


for step in range(5):
    a = tf.random.normal([24, DIM])
    loss = train_step(a, a + 0.1 * tf.random.normal(a.shape), tf.random.shuffle(a))
    print("step", step, "triplet", loss.numpy())
