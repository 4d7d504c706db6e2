import tensorflow as tf

time = tf.Variable(0.5, name="time")
with tf.GradientTape() as outer:
    with tf.GradientTape() as inner:
        position = 4.9 * time**2
    speed = inner.gradient(position, time)
acceleration = outer.gradient(speed, time)

w = tf.Variable(tf.ones([3, 1]), name="w")
other = tf.Variable(tf.ones([3, 1]), name="other")
data = tf.random.normal([8, 3])
optimizer = tf.keras.optimizers.SGD(0.1)


def training_step(x):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean(tf.square(x @ w))
        side = tf.reduce_mean(tf.square(x @ other))
    forgotten = tape.gradient(side, [other])
    optimizer.apply_gradients(zip(tape.gradient(loss, [w]), [w]))
    return loss, forgotten


for _ in range(3):
    training_step(data)
