import tensorflow as tf

short = tf.Variable(tf.random.normal([4, 1]), name="short")
long = tf.Variable(tf.random.normal([4, 1]), name="long")
mix = tf.Variable(0.5, name="mix")
optimizer = tf.optimizers.Adam(0.05)


def blend(a, b, weight):
    weight = float(weight)
    return weight * a + (1.0 - weight) * b


def closure(x, y):
    with tf.GradientTape() as tape:
        prediction = blend(x @ short, tf.cumsum(x, axis=0) @ long, tf.sigmoid(mix))
        loss = tf.reduce_mean(tf.abs(prediction - y))
    return loss, tape.gradient(loss, [short, long, mix])


for day in range(5):
    x = tf.random.normal([20, 4])
    y = tf.reduce_sum(x, axis=1, keepdims=True)
    loss, grads = closure(x, y)
    pairs = [(grad, var) for grad, var in zip(grads, [short, long, mix]) if grad is not None]
    optimizer.apply_gradients(pairs)
    print(day, loss.numpy(), mix.numpy())
