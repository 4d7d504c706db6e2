import tensorflow as tf

block_kernel = tf.Variable(tf.random.normal([6, 6], stddev=0.4), name="block_kernel")
block_bias = tf.Variable(tf.zeros([6]), name="block_bias")
inp = tf.Variable(tf.random.normal([4, 6]), name="inp")
out = tf.Variable(tf.random.normal([6, 1]), name="out")


@tf.custom_gradient
def cheap_block(x):
    pre = tf.matmul(x, block_kernel) + block_bias
    y = tf.nn.relu(pre)

    def grad(dy, variables=None):
        dpre = tf.where(pre > 0, dy, tf.zeros_like(dy))
        dx = tf.matmul(dpre, block_kernel, transpose_b=True)
        return dx, [None for _ in variables]

    return y, grad


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        h = tf.matmul(x, inp)
        h = cheap_block(h)
        loss = tf.reduce_mean((tf.matmul(h, out) - y) ** 2)
    variables = [inp, block_kernel, block_bias, out]
    grads = tape.gradient(loss, variables)
    for v, g in zip(variables, grads):
        if g is not None:
            v.assign_sub(0.02 * g)
    return loss


x = tf.random.normal([32, 4])
for i in range(3):
    print(step(x, tf.norm(x, axis=1, keepdims=True)).numpy())
