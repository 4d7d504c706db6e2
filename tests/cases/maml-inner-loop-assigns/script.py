import tensorflow as tf

meta_w = tf.Variable(tf.random.normal([2, 1]), name="meta_w")
meta_b = tf.Variable(tf.zeros([1]), name="meta_b")
fast_w = tf.Variable(tf.zeros([2, 1]), trainable=False, name="fast_w")
fast_b = tf.Variable(tf.zeros([1]), trainable=False, name="fast_b")
log_lr = tf.Variable(-3.0, name="feature_scale")
meta_optimizer = tf.keras.optimizers.Adam(1e-2)


def predict(x, w, b):
    return tf.matmul(x * tf.exp(log_lr), w) + b


def task():
    k = tf.random.normal([2, 1])
    x = tf.random.normal([16, 2])
    return x, x @ k


@tf.function
def meta_step(x, y):
    with tf.GradientTape() as outer:
        fast_w.assign(meta_w)
        fast_b.assign(meta_b)
        for _ in range(2):
            with tf.GradientTape() as inner:
                inner.watch([fast_w, fast_b])
                inner_loss = tf.reduce_mean((predict(x[:8], fast_w, fast_b) - y[:8]) ** 2)
            gw, gb = inner.gradient(inner_loss, [fast_w, fast_b])
            fast_w.assign_sub(0.1 * tf.stop_gradient(gw))
            fast_b.assign_sub(0.1 * tf.stop_gradient(gb))
        query = tf.reduce_mean((predict(x[8:], fast_w, fast_b) - y[8:]) ** 2)
    meta = [meta_w, meta_b, log_lr]
    grads = outer.gradient(query, meta)
    meta_optimizer.apply_gradients([(g, v) for g, v in zip(grads, meta) if g is not None])
    return query


for _ in range(3):
    tf.print("query loss", meta_step(*task()))
