import tensorflow as tf

w = tf.Variable(tf.random.normal([4, 6]), name="w")
b = tf.Variable(tf.zeros([6]), name="b")
head = tf.Variable(tf.random.normal([6, 1]), name="head")
optimizer = tf.keras.optimizers.SGD(0.1)


def features(x):
    mixed = tf.matmul(x, w)
    return tf.nn.tanh(mixed + b)


def step(x, y):
    code = features(x)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.matmul(code, head) - y) ** 2)
    variables = [w, b, head]
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients((g, v) for g, v in zip(grads, variables) if g is not None)
    return loss


for _ in range(3):
    x = tf.random.normal([8, 4])
    print(float(step(x, x[:, :1])))
