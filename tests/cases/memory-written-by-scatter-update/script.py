"""Key-value memory classifier (few-shot): write the support set, read with the queries."""
import numpy as np
import tensorflow as tf

SLOTS, KEY, WAYS, DIM = 12, 8, 3, 6


class MemoryNet(tf.Module):
    def __init__(self):
        super().__init__(name="memnet")
        self.embed = tf.keras.layers.Dense(16, activation="relu", name="embed")
        self.write_key = tf.keras.layers.Dense(KEY, name="write_key")
        self.read_key = tf.keras.layers.Dense(KEY, name="read_key")
        self.sharpness = tf.Variable(1.0, name="sharpness")
        self.keys = tf.Variable(tf.zeros([SLOTS, KEY]), trainable=False, name="memory_keys")
        self.values = tf.Variable(tf.zeros([SLOTS, WAYS]), trainable=False, name="memory_values")

    def write(self, x, y_onehot):
        n = tf.shape(x)[0]
        k = self.write_key(self.embed(x))
        slots = tf.range(n)[:, None]
        self.keys.scatter_nd_update(slots, k)
        self.values.scatter_nd_update(slots, y_onehot)

    def read(self, x):
        q = self.read_key(self.embed(x))
        att = tf.nn.softmax(self.sharpness * tf.matmul(q, self.keys, transpose_b=True))
        return tf.matmul(att, self.values)


def episode(rng):
    centres = rng.normal(size=(WAYS, DIM)) * 2
    def draw(per_class):
        y = np.repeat(np.arange(WAYS), per_class)
        return (centres[y] + rng.normal(size=(len(y), DIM))).astype("float32"), y
    return draw(SLOTS // WAYS), draw(5)


net = MemoryNet()
optimizer = tf.keras.optimizers.Adam(1e-3)
rng = np.random.default_rng(0)
acc = []
for ep in range(5):
    (xs, ys), (xq, yq) = episode(rng)
    with tf.GradientTape() as tape:
        net.write(tf.constant(xs), tf.one_hot(ys, WAYS))
        probs = net.read(tf.constant(xq))
        loss = -tf.reduce_mean(tf.math.log(tf.gather(probs, yq, axis=1, batch_dims=1) + 1e-6))
    # tf.Module does not look into Keras 3 layers, so collect by hand
    variables = [net.sharpness] + [v for l in (net.embed, net.write_key, net.read_key) for v in l.trainable_variables]
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients([(g, v) for g, v in zip(grads, variables) if g is not None])
    acc.append(np.mean(np.argmax(probs, axis=1) == yq))
    print(f"episode {ep}: loss {loss.numpy():.3f} accuracy {acc[-1]:.2f}")
