import tensorflow as tf

scale = tf.Variable(tf.random.normal([4, 3]), name="scale")
shift = tf.Variable(tf.random.normal([3]), name="shift")
optimizer = tf.keras.optimizers.SGD(0.1)


def step(x, y):
    with tf.GradientTape() as tape:
        history = tf.TensorArray(tf.float32, 2, element_shape=[None, 3], clear_after_read=False)
        history = history.write(0, x @ scale)
        history = history.write(1, tf.tanh(x @ scale + shift))
        with tape.stop_recording():  # only a look at the list
            last = history.read(1)
            spread = tf.math.reduce_std(last)
        loss = tf.reduce_mean(tf.square(last - y))
    weights = [scale, shift]
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss, spread


for _ in range(3):
    loss, spread = step(tf.random.normal([8, 4]), tf.random.normal([8, 3]))
    print(float(loss), float(spread))
