import tensorflow as tf

squeeze = tf.keras.layers.Dense(3, activation="tanh", name="squeeze")
unsqueeze = tf.keras.layers.Dense(7, name="unsqueeze")
opt = tf.keras.optimizers.Adam(0.01)


def autoencode(x):
    codes = tf.Variable(squeeze(x), trainable=False, name="codes")
    codes.assign_add(0.05 * tf.random.normal(codes.shape))      # a little noise
    return unsqueeze(codes)


for i in range(3):
    x = tf.random.normal([12, 7])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((autoencode(x) - x) ** 2)
    params = squeeze.trainable_variables + unsqueeze.trainable_variables
    grads = tape.gradient(loss, params)
    opt.apply_gradients([(g, p) for g, p in zip(grads, params) if g is not None])
    print(i, loss.numpy())
