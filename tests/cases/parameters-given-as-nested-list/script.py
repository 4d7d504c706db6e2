import tensorflow as tf


def init(sizes):
    return [{"w": tf.Variable(tf.random.normal([a, b]) * .3, name=f"w{i}"), "b": tf.Variable(tf.zeros([b]), name=f"b{i}")}
            for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:]))]


@tf.function
def sgd(params, x, y, lr):
    flat = tf.nest.flatten(params)
    with tf.GradientTape() as tape:
        h = x
        for layer in params[:-1]:
            h = tf.nn.relu(h @ layer["w"] + layer["b"])
        out = h @ params[-1]["w"] + params[-1]["b"]
        loss = tf.reduce_mean((out - y) ** 2)
    for v, g in zip(flat, tape.gradient(loss, flat)):
        v.assign_sub(lr * g)
    return loss


params = init([3, 8, 8, 1])
for i in range(4):
    x = tf.random.normal([16, 3])
    print(i, sgd(params, x, tf.reduce_sum(x, 1, keepdims=True), tf.constant(.05)).numpy())
