import tensorflow as tf

stem = tf.Variable(tf.random.normal([4, 3]), name="stem")
head = tf.Variable(tf.random.normal([3, 1]), name="head")
optimizer = tf.keras.optimizers.SGD(0.1)
x = tf.random.normal([8, 4])


def normalised(h):
    if tf.executing_eagerly():
        h = tf.constant(h.numpy() / h.numpy().std(axis=0))
    return h


@tf.function
def penalty(weights):
    assert not tf.executing_eagerly()
    return 0.01 * tf.reduce_sum(tf.square(weights))


for _ in range(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(normalised(x @ stem) @ head - x[:, :1])) + penalty(head)
    gradients = tape.gradient(loss, [stem, head])
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, [stem, head]) if g is not None])
