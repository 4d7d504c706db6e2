import tensorflow as tf

scale = tf.Variable([1.0, 2.0], name="scale")
warm = tf.Variable([3.0, 4.0], name="warm")
cold = tf.Variable([0.5, 0.2], name="cold")
shift = tf.Variable([0.1, 0.1], name="shift")
weights = [scale, warm, cold, shift]
optimizer = tf.keras.optimizers.SGD(0.01)
optimizer.build(weights)

for epoch in range(3):
    with tf.GradientTape() as tape:
        penalty = tf.reduce_sum(scale * scale)
    optimizer.apply_gradients([(tape.gradient(penalty, scale), scale)])

    chosen = tf.cond(tf.reduce_sum(scale) > 1.0, lambda: warm, lambda: cold)
    moved = tf.cond(tf.reduce_sum(scale) > 1.0, lambda: tf.identity(shift), lambda: -shift)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(chosen * 2.0 + moved))
    pairs = zip(tape.gradient(loss, [warm, cold, shift]), [warm, cold, shift])
    optimizer.apply_gradients([(g, v) for g, v in pairs if g is not None])
