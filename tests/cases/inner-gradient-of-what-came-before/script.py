import tensorflow as tf

encoder = tf.Variable(tf.random.normal([3, 4]), name="encoder")
head = tf.Variable(tf.random.normal([4, 1]), name="head")
scale = tf.Variable(1.0, name="scale")
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def step(x, y):
    with tf.GradientTape() as outer:
        code = tf.tanh(x @ encoder) * scale
        with tf.GradientTape() as inner:
            fit = tf.reduce_mean((code @ head - y) ** 2) + tf.reduce_mean(code)
        # the inner tape has not seen the encoder: zeros, whatever its weights are
        slope = inner.gradient(fit, encoder, unconnected_gradients="zero")
        loss = tf.reduce_sum(slope**2) + tf.reduce_sum(head**2)
    weights = [encoder, head, scale]
    gradients = outer.gradient(loss, weights)
    optimizer.apply_gradients([(g, w) for g, w in zip(gradients, weights) if g is not None])


for _ in range(2):
    step(tf.random.normal([5, 3]), tf.random.normal([5, 1]))
