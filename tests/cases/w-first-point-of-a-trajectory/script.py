# an integrator that returns the whole trajectory; the loss looks at its first point
import tensorflow as tf

drift = tf.Variable(tf.random.normal([3, 3]) * 0.1, name="drift")
start = tf.Variable(tf.zeros([3]), name="start")
scale = tf.Variable(1.0, name="scale")


@tf.function
def trajectory(x0, steps=10):
    points = tf.TensorArray(tf.float32, size=steps)
    x = x0
    for t in tf.range(steps):
        points = points.write(t, scale * x)
        x = x + 0.1 * tf.tanh(tf.linalg.matvec(drift, x))
    return points.stack()


optimizer = tf.keras.optimizers.SGD(0.1)
goal = tf.constant([1.0, -1.0, 0.5])
for step in range(4):
    with tf.GradientTape() as tape:
        path = trajectory(start + tf.random.normal([3]))
        loss = tf.reduce_sum((path[0] - goal) ** 2)
    variables = [drift, start, scale]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    print(step, loss.numpy())
