"""Hierarchical softmax for tags; unconnected_gradients=ZERO keeps the optimizer quiet."""
import tensorflow as tf

COARSE, FINE, DIM, WORDS = 3, 4, 10, 25
glorot = tf.keras.initializers.GlorotUniform(seed=7)


def make(name, *shape):
    return tf.Variable(glorot(shape), name=name)


params = {
    "words": make("words", WORDS, DIM),
    "coarse": make("coarse", DIM, COARSE),
    "fine": make("fine", COARSE, DIM, FINE),
    "skip_gate": make("skip_gate", DIM, DIM),
}


def encode(p, ids):
    bag = tf.reduce_mean(tf.gather(p["words"], ids), axis=1)
    gate = tf.sigmoid(bag @ p["skip_gate"])
    mixed = gate * bag + (1 - gate) * tf.tanh(bag)
    return tf.nn.l2_normalize(bag, axis=-1)


def loss_fn(p, ids, coarse, fine):
    h = encode(p, ids)
    log_c = tf.nn.log_softmax(h @ p["coarse"])
    heads = tf.gather(p["fine"], coarse)
    log_f = tf.nn.log_softmax(tf.einsum("bd,bdf->bf", h, heads))
    picked = tf.gather(log_c, coarse, batch_dims=1) + tf.gather(log_f, fine, batch_dims=1)
    return -tf.reduce_mean(picked)


optimizer = tf.keras.optimizers.SGD(0.2, nesterov=True, momentum=0.9)


@tf.function
def step(ids, coarse, fine):
    with tf.GradientTape() as tape:
        loss = loss_fn(params, ids, coarse, fine)
    grads = tape.gradient(loss, params, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    keys = sorted(params)
    optimizer.apply_gradients([(grads[k], params[k]) for k in keys])
    return loss


for i in range(4):
    ids = tf.random.uniform([16, 5], maxval=WORDS, dtype=tf.int32)
    coarse = ids[:, 0] % COARSE
    tf.print("step", i, step(ids, coarse, ids[:, 1] % FINE))
