import tensorflow as tf

W = tf.Variable(tf.random.normal([4, 3]), name="W")
B = tf.Variable(tf.zeros([3]), name="B")
sgd = tf.keras.optimizers.SGD(0.1)
sgd.build([W, B])


def accuracy(y, logits):
    predicted = tf.argmax(logits, axis=1)
    return tf.reduce_mean(tf.cast(tf.equal(predicted, y), tf.float32))


x = tf.random.normal([100, 4])
y = tf.argmax(x[:, :3], axis=1)

for i in range(3):
    with tf.GradientTape() as tape:
        acc = accuracy(y, tf.matmul(x, W) + B)
        loss = 1.0 - acc
    gradients = tape.gradient(loss, [W, B])
    print(i, acc.numpy(), gradients)
    updates = [(g, v) for g, v in zip(gradients, [W, B]) if g is not None]
    if updates:
        sgd.apply_gradients(updates)
