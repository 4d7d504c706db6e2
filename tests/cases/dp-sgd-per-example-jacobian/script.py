"""DP-SGD (Abadi et al.): clip each example's gradient, add noise, average."""
import tensorflow as tf

L2_CLIP, NOISE_MULT, LR = 1.0, 0.8, 0.2


class LogisticMLP(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__(name="dp")
        init = tf.initializers.GlorotUniform(seed=3)
        with self.name_scope:
            self.kernel_h = tf.Variable(init([n_in, n_hidden]), name="kernel_h")
            self.bias_h = tf.Variable(tf.zeros([n_hidden]), name="bias_h")
            self.kernel_o = tf.Variable(init([n_hidden, 1]), name="kernel_o")
            self.bias_o = tf.Variable(tf.zeros([1]), name="bias_o")

    def per_example_loss(self, x, y):
        h = tf.nn.tanh(x @ self.kernel_h + self.bias_h)
        logit = tf.squeeze(h @ self.kernel_o + self.bias_o, 1)
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logit)


model = LogisticMLP(5, 8)


@tf.function
def private_step(x, y):
    with tf.GradientTape() as tape:
        losses = model.per_example_loss(x, y)
    variables = model.trainable_variables
    jac = tape.jacobian(losses, variables)                 # [batch, *shape] each
    n = tf.shape(x)[0]
    norms = tf.sqrt(tf.add_n([tf.reduce_sum(tf.reshape(j, [n, -1]) ** 2, axis=1) for j in jac]))
    factor = 1.0 / tf.maximum(1.0, norms / L2_CLIP)
    for v, j in zip(variables, jac):
        clipped = tf.reshape(factor, [-1] + [1] * (len(j.shape) - 1)) * j
        noisy = tf.reduce_sum(clipped, 0) + tf.random.normal(v.shape, stddev=NOISE_MULT * L2_CLIP)
        v.assign_sub(LR * noisy / tf.cast(n, tf.float32))
    return tf.reduce_mean(losses), tf.reduce_mean(norms)


x_all = tf.random.normal([120, 5], seed=0)
y_all = tf.cast(x_all[:, 0] - x_all[:, 1] > 0, tf.float32)
for epoch in range(2):
    order = tf.random.shuffle(tf.range(120))
    for lot in tf.split(order, 4):
        loss, norm = private_step(tf.gather(x_all, lot), tf.gather(y_all, lot))
    print(f"epoch {epoch}: loss {loss:.4f}, mean gradient norm {norm:.3f}")
