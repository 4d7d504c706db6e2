import tensorflow as tf

H = 4
W = tf.Variable(tf.random.normal([2 + H, H]) * 0.5, name="W")
U = tf.Variable(tf.random.normal([2, H]) * 0.5, name="U")
V = tf.Variable(tf.random.normal([H, H]) * 0.5, name="V")
out = tf.Variable(tf.random.normal([H, 1]), name="out")
ALL = [W, U, V, out]
opt = tf.keras.optimizers.RMSprop(1e-3)


def cell(carry, x):
    h, ctx = carry
    h = tf.tanh(tf.concat([x, h], -1) @ W)
    ctx = 0.9 * tf.tanh(ctx @ V) + x @ U
    return h, ctx


@tf.function
def train(x, y):
    B = tf.shape(x)[0]
    with tf.GradientTape() as tape:
        hs, ctxs = tf.scan(cell, tf.transpose(x, [1, 0, 2]), initializer=(tf.zeros([B, H]), tf.ones([B, H])))
        loss = tf.reduce_mean((hs[-1] @ out - y) ** 2)
    opt.apply_gradients(zip(tape.gradient(loss, ALL), ALL))
    return loss


for _ in range(3):
    x = tf.random.normal([6, 5, 2])
    print(train(x, tf.reduce_sum(x, [1, 2])[:, None]).numpy())
