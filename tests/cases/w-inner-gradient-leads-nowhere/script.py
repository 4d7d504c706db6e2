"""One step of adaptation whose result the outer loss forgets."""
import tensorflow as tf

fast = tf.Variable(tf.random.normal([4, 1]), name="fast")
slow = tf.Variable(tf.random.normal([4, 1]), name="slow")
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def meta_step(x, y):
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            support = tf.reduce_mean((x @ fast - y) ** 2)
        gradient = inner.gradient(support, fast)
        adapted = fast - 0.1 * gradient
        prediction = x @ adapted
        query = tf.reduce_mean((x @ slow - y) ** 2)
    gradients = outer.gradient(query, [fast, slow])
    optimizer.apply_gradients((g, v) for g, v in zip(gradients, [fast, slow]) if g is not None)
    return query, prediction


for _ in range(3):
    x = tf.random.normal([16, 4])
    print(float(meta_step(x, x[:, :1])[0]))
