import tensorflow as tf

EVERY = 4
model = tf.keras.Sequential([
    tf.keras.Input((6,)),
    tf.keras.layers.Dense(8, activation="tanh", name="one"),
    tf.keras.layers.Dense(1, name="two"),
], name="small")
opt = tf.keras.optimizers.Adam(1e-3)
x = tf.random.normal([64, 6])
batches = tf.data.Dataset.from_tensor_slices((x, tf.reduce_sum(x, 1, keepdims=True))).batch(8)

accumulated = None
for i, (bx, by) in enumerate(batches):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(bx, training=True) - by) ** 2) / EVERY
    grads = tape.gradient(loss, model.trainable_variables)
    accumulated = grads if accumulated is None else [a + g for a, g in zip(accumulated, grads)]
    if (i + 1) % EVERY == 0:
        opt.apply_gradients(zip(accumulated, model.trainable_variables))
        accumulated = None
        print("applied after batch", i, "loss", loss.numpy() * EVERY)
