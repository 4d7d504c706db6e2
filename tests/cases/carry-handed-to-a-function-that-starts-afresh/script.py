"""flax encoder-decoder -> plain functions. carry = (c, h), in flax's order."""
import tensorflow as tf


def lstm_init(n, h):
    return {"kernel": tf.Variable(tf.random.normal([n, 4 * h], stddev=0.3)),
            "recurrent": tf.Variable(tf.random.normal([h, 4 * h], stddev=0.3)),
            "bias": tf.Variable(tf.zeros([4 * h]))}


def lstm_cell(p, carry, x):
    c, h = carry
    i, f, g, o = tf.split(x @ p["kernel"] + h @ p["recurrent"] + p["bias"], 4, axis=-1)
    c = tf.sigmoid(f + 1.0) * c + tf.sigmoid(i) * tf.tanh(g)
    h = tf.sigmoid(o) * tf.tanh(c)
    return (c, h), h


def scan(f, carry, xs):
    ys = []
    for x in tf.unstack(xs, axis=1):
        carry, y = f(carry, x)
        ys.append(y)
    return carry, tf.stack(ys, axis=1)


def init(vocab, dim, hidden):
    return {
        "embed": tf.Variable(tf.random.normal([vocab, dim], stddev=0.5)),
        "encoder": lstm_init(dim, hidden),
        "decoder": lstm_init(dim, hidden),
        "carry0": {"encoder": (tf.Variable(tf.zeros([1, hidden])), tf.Variable(tf.zeros([1, hidden]))),
                   "decoder": (tf.Variable(tf.zeros([1, hidden])), tf.Variable(tf.zeros([1, hidden])))},
        "out": tf.Variable(tf.random.normal([hidden, vocab], stddev=0.3)),
    }


def run(params, side, tokens, carry=None):
    xs = tf.gather(params["embed"], tokens)
    start = tf.nest.map_structure(lambda v: tf.repeat(v, tf.shape(tokens)[0], axis=0), params["carry0"][side])
    return scan(lambda c, x: lstm_cell(params[side], c, x), start, xs)


def loss_fn(params, src, trg):
    carry, _ = run(params, "encoder", src)
    _, hidden = run(params, "decoder", trg[:, :-1], carry)
    logits = hidden @ params["out"]
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=trg[:, 1:], logits=logits))


params = init(20, 6, 8)
leaves = tf.nest.flatten(params)


@tf.function
def update(src, trg, lr):
    with tf.GradientTape() as tape:
        loss = loss_fn(params, src, trg)
    for p, g in zip(leaves, tape.gradient(loss, leaves)):
        if g is not None:
            p.assign_sub(lr * tf.convert_to_tensor(g))
    return loss


for step in range(3):
    src = tf.random.uniform([10, 6], maxval=20, dtype=tf.int32)
    print(step, update(src, tf.reverse(src, [1]), 0.1).numpy())
