import tensorflow as tf

weight = tf.Variable([[1.0, 0.5], [0.2, 2.0]], name="weight")
other = tf.Variable([[0.3, 0.1], [0.1, 0.4]], name="other")
optimizer = tf.keras.optimizers.SGD(0.1)
optimizer.build([weight, other])

for _ in range(3):
    x = tf.random.normal([2, 2])
    with tf.GradientTape() as tape:
        code = tf.tanh(x @ weight)
        with tape.stop_recording():
            # no op is run: eager code hands on what the branch names
            positive = tf.cast(tf.reduce_sum(code) > 0.0, tf.int32)
            chosen = tf.switch_case(positive, [lambda: other, lambda: code])
        loss = tf.reduce_mean(chosen**2)
    weights = [weight, other]
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients([(g, w) for g, w in zip(gradients, weights) if g is not None])
