"""Two routes (cheap / expensive) chosen by a scalar; each also returns an auxiliary score."""
import tensorflow as tf

tf.random.set_seed(0)


def var(name, shape, scale=0.3):
    return tf.Variable(tf.random.normal(shape, stddev=scale), name=name)


cheap_w = var("cheap_w", [6, 6])
deep_w1, deep_w2 = var("deep_w1", [6, 9]), var("deep_w2", [9, 6])
aux_w, aux_b = var("aux_w", [6, 1]), tf.Variable([0.0], name="aux_b")
out_w = var("out_w", [6, 2])
ALL = [cheap_w, deep_w1, deep_w2, aux_w, aux_b, out_w]


def cheap(x):
    h = tf.nn.elu(x @ cheap_w)
    return h, h @ aux_w + aux_b


def deep(x):
    h = tf.nn.elu(tf.nn.elu(x @ deep_w1) @ deep_w2)
    return h, h @ aux_w + aux_b


def route(x):
    energy = tf.reduce_mean(tf.square(x))
    feats, aux = tf.cond(energy > 1.0, lambda: deep(x), lambda: cheap(x))
    # TODO: add aux to the loss (needs the new labels)
    return feats


opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        logits = route(x) @ out_w
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    grads = tape.gradient(loss, ALL)
    opt.apply_gradients(zip(grads, ALL))
    return loss


for i in range(8):
    x = tf.random.normal([24, 6], stddev=0.7 + 0.1 * i)
    y = tf.cast(x[:, 0] > x[:, 1], tf.int32)
    tf.print("iter", i, "loss", train(x, y))
