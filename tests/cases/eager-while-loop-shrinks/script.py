import tensorflow as tf
w = tf.Variable(tf.ones([4]), name="w")
opt = tf.keras.optimizers.SGD(0.1)
for step in range(3):
    x = tf.random.normal([8])
    with tf.GradientTape() as tape:
        y = x * tf.reduce_sum(w)
        def body(i, v):
            return i + 1, tf.boolean_mask(v, v < 0.5 + tf.cast(i, tf.float32))
        i, v = tf.while_loop(lambda i, v: i < 3, body, [0, y])
        loss = tf.reduce_sum(v ** 2)
    g = tape.gradient(loss, [w])
    opt.apply_gradients(zip(g, [w]))
    print(float(loss))
