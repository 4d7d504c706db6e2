"""Hand-written descent; a variable that is not wired in yet, and a list of gradients without holes."""

import tensorflow as tf

SIZE = 6
offset = tf.Variable(tf.random.normal([SIZE, SIZE]), name="offset")  # for later
first = tf.Variable(tf.random.normal([SIZE, SIZE]), name="first")
second = tf.Variable(tf.random.normal([SIZE, SIZE]), name="second")
variables = [offset, first, second]


def descend(gradients, rate):
    kept = []
    for gradient in gradients:
        if gradient is None:
            continue
        kept.append(tf.clip_by_norm(gradient, 1.0))
    for variable, gradient in zip(variables, kept):
        variable.assign_sub(rate * gradient)


for step in range(5):
    x = tf.random.normal([12, SIZE])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.tanh(x @ first) @ second - x) ** 2)
    descend(tape.gradient(loss, variables), 0.1)
    print(step, float(loss))
