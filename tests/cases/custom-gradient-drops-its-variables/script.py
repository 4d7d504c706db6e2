import tensorflow as tf

codebook = tf.Variable(tf.random.uniform([16, 4], -1, 1), name="codebook")
enc_w = tf.Variable(tf.random.normal([9, 4]) * 0.4, name="enc_w")
dec_w = tf.Variable(tf.random.normal([4, 9]) * 0.4, name="dec_w")


@tf.custom_gradient
def quantize(z):
    d = tf.reduce_sum((z[:, None, :] - codebook[None]) ** 2, -1)
    q = tf.nn.softmax(-50.0 * d) @ tf.convert_to_tensor(codebook)

    def grad(upstream, variables=None):
        # straight through
        return upstream, [None for _ in variables]

    return q, grad


opt = tf.keras.optimizers.SGD(0.1, nesterov=True, momentum=0.9)


@tf.function
def train(x):
    with tf.GradientTape() as tape:
        z = tf.tanh(x @ enc_w)
        q = quantize(z)
        loss = tf.reduce_mean(tf.square(q @ dec_w - x))
    vs = tape.watched_variables()
    gs = tape.gradient(loss, vs)
    opt.apply_gradients(zip(gs, vs))
    return loss


x = tf.random.normal([40, 9])
for _ in range(3):
    tf.print(train(x))
