"""Adversarial training (Goodfellow et al. 2015) on synthetic two-ring data."""
import numpy as np
import tensorflow as tf

EPS = 0.15


def rings(n, seed):
    r = np.random.default_rng(seed)
    label = r.integers(0, 2, n)
    radius = np.where(label == 0, 0.6, 1.4) + 0.1 * r.normal(size=n)
    angle = r.uniform(0, 2 * np.pi, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype("float32"), label.astype("int32")


class Net(tf.Module):
    def __init__(self):
        super().__init__(name="net")
        self.layers = []
        sizes = [2, 32, 32, 2]
        with self.name_scope:
            for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
                self.layers.append((tf.Variable(tf.random.normal([a, b]) * (2 / a) ** 0.5, name=f"w{i}"),
                                    tf.Variable(tf.zeros([b]), name=f"b{i}")))

    def __call__(self, x):
        *hidden, (w, b) = self.layers
        for wh, bh in hidden:
            x = tf.nn.relu(tf.nn.bias_add(x @ wh, bh))
        return tf.nn.bias_add(x @ w, b)


net = Net()
sgd = tf.keras.optimizers.SGD(0.1, momentum=0.9)


def xent(x, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=net(x)))


def perturb(x, y, eps=EPS):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        loss = xent(x, y)
    # sign() has no useful gradient, we treat the attack as a constant anyway
    return tf.stop_gradient(x + eps * tf.sign(tape.gradient(loss, x)))


@tf.function
def train_step(x, y):
    x_adv = perturb(x, y)
    with tf.GradientTape() as tape:
        loss = xent(x_adv, y)
    g = tape.gradient(loss, net.trainable_variables)
    sgd.apply_gradients(zip(g, net.trainable_variables))
    return loss


def accuracy(x, y):
    return np.mean(np.argmax(net(x).numpy(), 1) == y)


x_tr, y_tr = rings(256, 0)
x_te, y_te = rings(100, 1)
ds = tf.data.Dataset.from_tensor_slices((x_tr, y_tr)).shuffle(256).batch(64)
for epoch in range(3):
    losses = [train_step(xb, yb).numpy() for xb, yb in ds]
    adv = perturb(tf.constant(x_te), tf.constant(y_te))
    print(f"[{epoch}] loss={np.mean(losses):.3f} clean={accuracy(x_te, y_te):.2f} adv={accuracy(adv, y_te):.2f}")
