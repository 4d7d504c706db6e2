import numpy as np
import tensorflow as tf

init = tf.keras.initializers.GlorotUniform(seed=3)
params = {
    "trunk": {"w": tf.Variable(init((9, 14)), name="trunk_w"), "b": tf.Variable(tf.zeros(14), name="trunk_b")},
    "mean": {"w": tf.Variable(init((14, 2)), name="mean_w"), "b": tf.Variable(tf.zeros(2), name="mean_b")},
    "spread": {"w": tf.Variable(init((14, 2)), name="spread_w"), "b": tf.Variable(tf.zeros(2), name="spread_b")},
}


@tf.function
def linear_heads(h):
    return {name: h @ params[name]["w"] + params[name]["b"] for name in ("mean", "spread")}


@tf.function
def network(x):
    h = tf.nn.elu(x @ params["trunk"]["w"] + params["trunk"]["b"])
    out = linear_heads(h)
    out["spread"] = tf.nn.softplus(out["spread"]) + 1e-3
    return out


def loss_of(x, y):
    out = network(x)
    return tf.reduce_mean(tf.reduce_sum(tf.square(out["mean"] - y), axis=-1))


@tf.function
def update(x, y, lr):
    with tf.GradientTape() as tape:
        loss = loss_of(x, y)
    grads = tape.gradient(loss, params)
    tf.nest.map_structure(lambda p, g: p.assign_sub(lr * g), params, grads)
    return loss


rng = np.random.default_rng(4)
for it in range(5):
    x = rng.normal(size=(32, 9)).astype("float32")
    y = (x[:, :2] * x[:, 2:4]).astype("float32")
    print(it, update(tf.constant(x), tf.constant(y), tf.constant(0.05)).numpy())
