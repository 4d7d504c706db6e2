import tensorflow as tf

dense = tf.keras.layers.Dense(1, name="dense")
dense.build((None, 5))
strength = tf.Variable(0.01, name="strength")
optimizer = tf.keras.optimizers.SGD(1e-2)
weights = dense.trainable_variables + [strength]

for epoch in range(3):
    x = tf.random.normal([12, 5])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((dense(x) - x[:, :1]) ** 2)
        loss += strength.numpy() * tf.reduce_sum(tf.abs(dense.kernel))
    grads = tape.gradient(loss, weights)
    optimizer.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
