import tensorflow as tf

block_w = tf.Variable(tf.random.normal([6, 6], stddev=.3), name="block_w")
block_b = tf.Variable(tf.zeros([6]), name="block_b")
head = tf.Variable(tf.random.normal([6, 1], stddev=.3), name="head")
stem = tf.Variable(tf.random.normal([3, 6], stddev=.3), name="stem")


def block(h):
    return h + tf.nn.gelu(h @ block_w + block_b)


@tf.custom_gradient
def cheap_block(h):
    def grad(dy, variables=None):
        with tf.GradientTape() as t:
            t.watch(h)
            out = block(h)
        dh = t.gradient(out, h, output_gradients=dy)
        return dh, [None for _ in variables]
    return block(h), grad


opt = tf.keras.optimizers.Adam()
tv = [stem, block_w, block_b, head]
for k in range(3):
    x = tf.random.normal([8, 3])
    with tf.GradientTape() as tape:
        out = cheap_block(x @ stem)
        loss = tf.reduce_mean((out @ head - tf.reduce_sum(x, 1, keepdims=True)) ** 2)
    gs = tape.gradient(loss, tv)
    opt.apply_gradients([(g, v) for g, v in zip(gs, tv) if g is not None])
