import tensorflow as tf


def init(shape):
    return tf.random.normal(shape, stddev=0.1)


w1, b1 = tf.Variable(init([3, 10]), name="w1"), tf.Variable(tf.zeros([10]), name="b1")
w2, b2 = tf.Variable(init([10, 1]), name="w2"), tf.Variable(tf.zeros([1]), name="b2")


def net(x):
    h = tf.nn.relu(x @ w1 + b1)
    return h @ w2 + b2


def train(x, y, epochs=3, lr=0.1):
    params = [w1, b1, w2, b2]
    for epoch in range(epochs):
        y_hat = net(x)
        with tf.GradientTape() as t:
            loss = tf.reduce_mean((y_hat - y) ** 2)
        grads = t.gradient(loss, params)
        for p, g in zip(params, grads):
            p.assign_sub(lr * g)
        print(epoch, loss.numpy())


if __name__ == "__main__":
    x = tf.random.uniform([40, 3])
    train(x, tf.reduce_sum(x, axis=1, keepdims=True))
