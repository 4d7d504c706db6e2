import tensorflow as tf

# switch-style feed forward layer: every row visits one expert, rows are put back in their order afterwards


class SwitchFFN(tf.Module):
    def __init__(self, d, hidden, n_experts, name="switch"):
        super().__init__(name=name)
        self.n = n_experts
        rn = tf.random.normal
        with self.name_scope:
            self.router = tf.Variable(rn([d, n_experts], stddev=0.5), name="router")
            self.up = [tf.Variable(rn([d, hidden], stddev=0.2), name=f"up_{i}") for i in range(n_experts)]
            self.down = [tf.Variable(rn([hidden, d], stddev=0.2), name=f"down_{i}") for i in range(n_experts)]

    def __call__(self, x):
        probs = tf.nn.softmax(x @ self.router)
        choice = tf.argmax(probs, axis=-1, output_type=tf.int32)
        gate = tf.reduce_max(probs, axis=-1, keepdims=True)
        row_ids = tf.dynamic_partition(tf.range(tf.shape(x)[0]), choice, self.n)
        parts = tf.dynamic_partition(x, choice, self.n)
        done = [tf.nn.relu(p @ self.up[i]) @ self.down[i] for i, p in enumerate(parts)]
        y = tf.dynamic_stitch(row_ids, done)
        load = tf.reduce_mean(tf.one_hot(choice, self.n), axis=0)
        balance = self.n * tf.reduce_sum(load * tf.reduce_mean(probs, axis=0))
        return x + gate * tf.ensure_shape(y, x.shape), balance


layer = SwitchFFN(d=6, hidden=12, n_experts=3)
out_w = tf.Variable(tf.zeros([6, 1]), name="out_w")
variables = list(layer.trainable_variables) + [out_w]
momentum = [tf.Variable(tf.zeros_like(v), trainable=False) for v in variables]


@tf.function
def step(x, y, lr=0.05, mu=0.9):
    with tf.GradientTape() as tape:
        h, balance = layer(x)
        mse = tf.reduce_mean((h @ out_w - y) ** 2)
        loss = mse + 0.01 * balance
    grads = tape.gradient(loss, variables)
    grads, _ = tf.clip_by_global_norm(grads, 1.0)
    for m, g, v in zip(momentum, grads, variables):
        m.assign(mu * m + g)
        v.assign_sub(lr * m)
    return mse, balance


for i in range(6):
    x = tf.random.normal([48, 6])
    mse, balance = step(x, tf.reduce_sum(tf.abs(x), -1, keepdims=True))
    tf.print("step", i, "mse", mse, "balance", balance)
