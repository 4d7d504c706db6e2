import tensorflow as tf

left = tf.Variable(tf.random.normal([3, 2]), name="left")
right = tf.Variable(tf.random.normal([3, 2]), name="right")
out = tf.Variable(tf.random.normal([2, 1]), name="out")
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        hidden = tf.nn.relu(x @ left) * tf.sigmoid(x @ right)
        loss = tf.reduce_mean((hidden @ out - y) ** 2)
    d_left, d_right, d_out = tape.gradient(loss, [left, right, out])
    optimizer.apply_gradients([(d_left, left), (d_left, right), (d_out, out)])
    return loss


for _ in range(3):
    x = tf.random.normal([8, 3])
    print(float(train_step(x, x[:, :1])))
