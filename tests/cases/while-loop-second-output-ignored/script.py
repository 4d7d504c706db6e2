import tensorflow as tf

state_w = tf.Variable(tf.eye(4) * 0.9, name="state_w")
energy_w = tf.Variable(tf.ones([4, 1]), name="energy_w")
readout = tf.Variable(tf.random.normal([4, 1]), name="readout")


def body(i, s, energy):
    s = tf.tanh(tf.matmul(s, state_w))
    energy = energy + tf.matmul(tf.square(s), energy_w)
    return i + 1, s, energy


@tf.function
def train_step(s0, y):
    with tf.GradientTape() as tape:
        _, s, energy = tf.while_loop(
            lambda i, s, e: i < 6, body, [0, s0, tf.zeros([tf.shape(s0)[0], 1])])
        pred = tf.matmul(s, readout)
        loss = tf.reduce_mean((pred - y) ** 2)
    variables = [state_w, energy_w, readout]
    grads = tape.gradient(loss, variables)
    for v, g in zip(variables, grads):
        v.assign_sub(0.05 * g)
    return loss


s0 = tf.random.normal([10, 4])
for step in range(3):
    tf.print(step, train_step(s0, tf.reduce_sum(s0, 1, keepdims=True)))
