import tensorflow as tf

w = tf.Variable(tf.random.normal([6, 2]), name="w")
b = tf.Variable(tf.zeros([2]), name="b")
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        logits = tf.matmul(x, w) + b
        each = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits)
        count = float(tf.shape(x)[0])
        loss = float(tf.reduce_sum(each)) / count
    hits = int(tf.reduce_sum(tf.cast(tf.argmax(logits, 1) == tf.argmax(y, 1), tf.int32)))
    optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b]))
    return loss, hits


for _ in range(3):
    x = tf.random.normal([16, 6])
    loss, hits = train(x, tf.one_hot(tf.argmax(x[:, :2], axis=1), 2))
    print(float(loss), int(hits), "of 16")
