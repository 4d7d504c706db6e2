import tensorflow as tf
from tensorflow.keras import layers, Input, Model


@tf.custom_gradient
def reverse(x, lam):
    def grad(dy):
        return -lam * dy, None
    return tf.identity(x), grad


class GRL(layers.Layer):
    def __init__(self, lam=0.3):
        super().__init__()
        self.lam = tf.constant(lam)

    def call(self, x):
        return reverse(x, self.lam)


i = Input((7,))
f = layers.Dense(6, "relu", name="feat")(i)
label = layers.Dense(2, name="label")(f)
domain = layers.Dense(1, name="domain")(GRL()(f))
net = Model(i, [label, domain])
opt = tf.keras.optimizers.Adam()


def loss_fn(x, y, d):
    l, p = net(x, training=True)
    a = tf.nn.sparse_softmax_cross_entropy_with_logits(y, l)
    b = tf.nn.sigmoid_cross_entropy_with_logits(d, p)
    return tf.reduce_mean(a) + tf.reduce_mean(b)


for it in range(3):
    x = tf.random.normal([16, 7])
    y = tf.random.uniform([16], maxval=2, dtype=tf.int64)
    d = tf.cast(tf.random.uniform([16, 1]) > 0.5, tf.float32)
    with tf.GradientTape() as tape:
        loss = loss_fn(x, y, d)
    opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
    print(it, loss.numpy())
