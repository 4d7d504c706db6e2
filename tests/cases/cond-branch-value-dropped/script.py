import tensorflow as tf

a = tf.Variable(tf.random.normal([3, 1]), name="a")
b = tf.Variable(tf.random.normal([3, 1]), name="b")
penalty_w = tf.Variable(tf.ones([3]), name="penalty_w")


def linear(x):
    return tf.matmul(x, a) + tf.matmul(x, b), tf.reduce_sum(penalty_w * tf.squeeze(a) ** 2)


def squared(x):
    return tf.matmul(x, a) + tf.matmul(x ** 2, b), tf.reduce_sum(penalty_w * tf.squeeze(b) ** 2)


@tf.function
def train_step(x, y, use_square):
    with tf.GradientTape() as tape:
        pred, penalty = tf.cond(use_square, lambda: squared(x), lambda: linear(x))
        loss = tf.reduce_mean((pred - y) ** 2)
    grads = tape.gradient(loss, [a, b, penalty_w])
    for g, v in zip(grads, [a, b, penalty_w]):
        v.assign_sub(0.01 * g)
    return loss


for i in range(4):
    x = tf.random.normal([20, 3])
    tf.print(train_step(x, tf.reduce_sum(x ** 2, 1, keepdims=True), tf.constant(i % 2 == 0)))
