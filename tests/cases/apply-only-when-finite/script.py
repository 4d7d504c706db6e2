import tensorflow as tf

gru = tf.keras.layers.GRU(8, name="gru")
dense = tf.keras.layers.Dense(1, name="dense")
opt = tf.keras.optimizers.Adam(1e-3)
skipped = tf.Variable(0, trainable=False, dtype=tf.int32, name="skipped")
gru.build((None, 6, 2))
dense.build((None, 8))
weights = gru.trainable_weights + dense.trainable_weights
opt.build(weights)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((dense(gru(x)) - y) ** 2)
    grads, norm = tf.clip_by_global_norm(tape.gradient(loss, weights), 1.0)
    if tf.math.is_finite(norm):
        opt.apply_gradients(zip(grads, weights))
    else:
        skipped.assign_add(1)
    return loss


for _ in range(3):
    x = tf.random.normal([16, 6, 2])
    print(float(step(x, x[:, -1, :1])), int(skipped))
