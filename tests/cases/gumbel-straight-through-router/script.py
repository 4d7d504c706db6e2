import tensorflow as tf

K, D = 3, 5


class HardMoE(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.gate = tf.Variable(tf.random.normal([D, K]), name="gate")
        self.experts = [tf.Variable(tf.random.normal([D, 2]) * 0.5, name=f"expert{k}") for k in range(K)]

    def route(self, x, tau=0.7):
        g = -tf.math.log(-tf.math.log(tf.random.uniform([tf.shape(x)[0], K], 1e-6, 1 - 1e-6)))
        soft = tf.nn.softmax((x @ self.gate + g) / tau)
        hard = tf.one_hot(tf.argmax(soft, -1), K)
        return hard + soft - tf.stop_gradient(soft)

    def __call__(self, x):
        r = self.route(x)
        ys = tf.stack([x @ e for e in self.experts], axis=1)
        return tf.reduce_sum(r[..., None] * ys, axis=1)


net = HardMoE("moe")
opt = tf.keras.optimizers.Adam(0.01)


@tf.function(reduce_retracing=True)
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.norm(net(x) - y, axis=-1))
    g = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(g, net.trainable_variables))
    return loss


for _ in range(3):
    x = tf.random.normal([64, D])
    tf.print(step(x, x[:, :2]))
