import tensorflow as tf

enc = tf.keras.layers.Dense(4, activation="sigmoid", name="enc")
dec = tf.keras.layers.Dense(9, name="dec")
opt = tf.keras.optimizers.Adam(1e-2)
LAMBDA = 1e-2


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        with tf.GradientTape() as jac_tape:
            jac_tape.watch(x)
            code = enc(x)
        jacobian = jac_tape.batch_jacobian(code, x)
        reconstruction = tf.reduce_mean((dec(code) - x) ** 2)
        loss = reconstruction + LAMBDA * tf.reduce_mean(tf.reduce_sum(jacobian ** 2, axis=[1, 2]))
    v = enc.trainable_variables + dec.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, v), v))
    return loss


for _ in range(3):
    tf.print(step(tf.random.uniform([16, 9])))
