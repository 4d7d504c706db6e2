import tensorflow as tf

tf.random.set_seed(0)
encoder = tf.keras.Sequential([
    tf.keras.Input((6,)),
    tf.keras.layers.Dense(8, activation="tanh", name="hidden"),
], name="encoder")
mixing = tf.Variable(tf.random.normal([8, 8], stddev=0.3), name="mixing")
head = tf.keras.layers.Dense(1, name="head")
optimizer = tf.keras.optimizers.SGD(0.05)


def features(x, mixing):
    """Slow code of somebody else's, with prints and loops over rows."""
    rows = [encoder(row[None]) @ mixing for row in x]
    return tf.concat(rows, axis=0)


for step in range(3):
    x, y = tf.random.normal([5, 6]), tf.random.normal([5, 1])
    with tf.GradientTape() as tape:
        h = tf.py_function(features, [x, mixing], tf.float32)
        loss = tf.reduce_mean(tf.square(head(h) - y))
    weights = encoder.trainable_variables + [mixing] + head.trainable_variables
    gradients = tape.gradient(loss, weights)
    print(step, float(loss), [g is None for g in gradients])
    optimizer.apply_gradients(zip(gradients, weights))
