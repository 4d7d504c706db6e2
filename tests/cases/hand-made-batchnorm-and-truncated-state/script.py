import tensorflow as tf


class MyBatchNorm(tf.Module):
    def __init__(self, dim):
        super().__init__(name="bn")
        with self.name_scope:
            self.gamma = tf.Variable(tf.ones([dim]), name="gamma")
            self.beta = tf.Variable(tf.zeros([dim]), name="beta")
            self.mean = tf.Variable(tf.zeros([dim]), trainable=False, name="mean")
            self.var = tf.Variable(tf.ones([dim]), trainable=False, name="var")

    def __call__(self, x, training):
        if training:
            m, v = tf.nn.moments(x, axes=[0])
            self.mean.assign(0.9 * self.mean + 0.1 * m)
            self.var.assign(0.9 * self.var + 0.1 * v)
        else:
            m, v = self.mean, self.var
        return self.gamma * (x - m) * tf.math.rsqrt(v + 1e-3) + self.beta


bn = MyBatchNorm(6)
cell = tf.keras.layers.SimpleRNNCell(6, name="cell")
cell.build((None, 3))
w = tf.Variable(tf.random.normal([3, 1]), name="w")
opt = tf.keras.optimizers.Adam(1e-2)
variables = [*bn.trainable_variables, *cell.trainable_variables, w]


@tf.function
def window(x, y, h):
    with tf.GradientTape() as tape:
        h = tf.stop_gradient(h)
        for t in range(4):
            h, _ = cell(x[:, t], [h])
        z = bn(h, training=True)
        top, _ = tf.math.top_k(z, k=3)
        ordered = tf.sort(top, axis=-1)
        loss = tf.reduce_mean((ordered @ w - y) ** 2)
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss, h


h = tf.zeros([8, 6])
for i in range(4):
    x = tf.random.normal([8, 4, 3])
    loss, h = window(x, tf.reduce_max(x[:, :, 0], axis=1, keepdims=True), h)
    print(i, float(loss))
