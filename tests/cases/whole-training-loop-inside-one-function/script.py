import tensorflow as tf

w1 = tf.Variable(tf.random.normal([5, 8], stddev=0.4), name="w1")
b1 = tf.Variable(tf.zeros([8]), name="b1")
w2 = tf.Variable(tf.random.normal([8, 1], stddev=0.4), name="w2")
velocity = [tf.Variable(tf.zeros_like(v), trainable=False, name=f"velocity_{i}") for i, v in enumerate([w1, b1, w2])]
total_steps = tf.Variable(0, trainable=False, dtype=tf.int64, name="total_steps")


@tf.function
def train(dataset, epochs):
    loss = tf.constant(0.0)
    for epoch in tf.range(epochs):
        for x, y in dataset:
            with tf.GradientTape() as tape:
                pred = tf.nn.relu(x @ w1 + b1) @ w2
                loss = tf.reduce_mean((pred - y) ** 2)
            grads = tape.gradient(loss, [w1, b1, w2])
            for m, v, g in zip(velocity, [w1, b1, w2], grads):
                m.assign(0.9 * m + g)
                v.assign_sub(0.01 * m)
            total_steps.assign_add(1)
        tf.print("epoch", epoch, "loss", loss)
    return loss


x = tf.random.normal([64, 5])
train(tf.data.Dataset.from_tensor_slices((x, tf.reduce_sum(x, 1, keepdims=True))).batch(16), tf.constant(2))
print("steps:", total_steps.numpy())
