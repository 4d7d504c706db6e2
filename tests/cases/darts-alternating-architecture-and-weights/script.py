"""DARTS (first order) on a toy problem: operations are mixed by softmax(alpha), alphas learn on the validation half."""
import tensorflow as tf

WIDTH, EDGES, PRIMITIVES = 8, 3, ("skip", "linear", "gated", "none")


class MixedOp(tf.Module):
    def __init__(self, name):
        super().__init__(name=name)
        s = WIDTH ** -0.5
        with self.name_scope:
            self.lin = tf.Variable(tf.random.normal([WIDTH, WIDTH]) * s, name="lin")
            self.gate = tf.Variable(tf.random.normal([WIDTH, WIDTH]) * s, name="gate")
            self.cand = tf.Variable(tf.random.normal([WIDTH, WIDTH]) * s, name="cand")

    def __call__(self, x, weights):
        candidates = [x, tf.nn.relu(x @ self.lin), tf.sigmoid(x @ self.gate) * tf.tanh(x @ self.cand), tf.zeros_like(x)]
        return tf.add_n([w * c for w, c in zip(tf.unstack(weights), candidates)])


class SuperNet(tf.Module):
    def __init__(self):
        super().__init__(name="supernet")
        with self.name_scope:
            self.stem = tf.Variable(tf.random.normal([5, WIDTH]) * 0.4, name="stem")
            self.ops = [MixedOp(f"edge{i}") for i in range(EDGES)]
            self.head = tf.Variable(tf.random.normal([WIDTH, 1]) * 0.4, name="head")
            self.alphas = tf.Variable(1e-3 * tf.random.normal([EDGES, len(PRIMITIVES)]), name="alphas")

    @property
    def weights(self):
        return [v for v in self.trainable_variables if v is not self.alphas]

    def __call__(self, x):
        x = tf.tanh(x @ self.stem)
        for op, w in zip(self.ops, tf.unstack(tf.nn.softmax(self.alphas), axis=0)):
            x = op(x, w)
        return x @ self.head

    def genotype(self):
        return [PRIMITIVES[k] for k in tf.argmax(self.alphas[:, :-1], axis=1).numpy()]


net = SuperNet()
w_opt = tf.keras.optimizers.SGD(0.05, momentum=0.9)
a_opt = tf.keras.optimizers.Adam(3e-3, beta_1=0.5)


def mse(x, y):
    return tf.reduce_mean((net(x) - y) ** 2)


@tf.function
def search_step(train, valid):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(net.alphas)
        v_loss = mse(*valid)
    a_opt.apply_gradients([(tape.gradient(v_loss, net.alphas), net.alphas)])
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(net.weights)
        t_loss = mse(*train)
    grads, _ = tf.clip_by_global_norm(tape.gradient(t_loss, net.weights), 5.0)
    w_opt.apply_gradients(zip(grads, net.weights))
    return t_loss, v_loss


def data(n=32):
    x = tf.random.normal([n, 5])
    return x, tf.nn.relu(x[:, :1]) - x[:, 1:2]


for epoch in range(3):
    t, v = search_step(data(), data())
    print(f"epoch {epoch} train {t:.3f} valid {v:.3f} genotype {net.genotype()}")
