import tensorflow as tf

E, D, H = 4, 6, 3
router = tf.Variable(tf.random.normal([D, E]), name="router")
experts = tf.Variable(tf.random.normal([E, D, H]) * 0.3, name="experts")
readout = tf.Variable(tf.random.normal([H, 1]), name="readout")
params = (router, experts, readout)


def moe(x):
    scores = tf.nn.softmax(x @ router)
    _, top = tf.math.top_k(scores, k=2)
    chosen = tf.gather(experts, top)  # [B, 2, D, H]
    h = tf.einsum("bd,bkdh->bh", x, chosen)
    return tf.nn.elu(h) @ readout


opt = tf.optimizers.Adagrad(0.05)


@tf.function(jit_compile=False)
def update(x, y):
    with tf.GradientTape() as g:
        loss = tf.reduce_mean(tf.math.log(tf.cosh(moe(x) - y)))
    opt.apply_gradients(zip(g.gradient(loss, params), params))
    return loss


for k in range(3):
    x = tf.random.normal([32, D])
    tf.print(update(x, tf.reduce_sum(x, 1, keepdims=True)))
