import tensorflow as tf


def init_params(key=0):
    tf.random.set_seed(key)
    return {
        "conv": {"w": tf.Variable(tf.random.normal([3, 1, 4], stddev=0.3)), "b": tf.Variable(tf.zeros([4]))},
        "out": {"w": tf.Variable(tf.random.normal([4, 1], stddev=0.3)), "b": tf.Variable(tf.zeros([1]))},
    }


def apply_fn(params, x):
    h = tf.nn.relu(tf.nn.conv1d(x, params["conv"]["w"], 1, "SAME") + params["conv"]["b"])
    return tf.reduce_max(h, axis=1) @ params["out"]["w"] + params["out"]["b"]


@tf.function
def update(params, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((apply_fn(params, x) - y) ** 2)
    grads = tape.gradient(loss, params)
    tf.nest.map_structure(lambda p, g: p.assign_sub(0.05 * g), params, grads)
    return loss


params = init_params()
for i in range(3):
    x = tf.random.normal([16, 10, 1])
    print(update(params, x, tf.reduce_max(x, axis=1)).numpy())
