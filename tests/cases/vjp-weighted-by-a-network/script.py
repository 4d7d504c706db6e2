import tensorflow as tf
f = tf.keras.layers.Dense(3, name="f"); u = tf.keras.layers.Dense(3, name="u")
opt = tf.keras.optimizers.SGD(0.1)
for _ in range(2):
    x = tf.random.normal((4, 3))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.tanh(f(x))
        w = u(tf.ones((4, 2)))
        vjp = inner.gradient(y, x, output_gradients=w)
        loss = tf.reduce_sum(vjp ** 2)
    vs = f.trainable_variables + u.trainable_variables
    g = outer.gradient(loss, vs)
    opt.apply_gradients(zip(g, vs))
