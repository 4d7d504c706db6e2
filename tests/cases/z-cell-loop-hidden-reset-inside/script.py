import tensorflow as tf
cell = tf.keras.layers.LSTMCell(6, name="cell")
out = tf.keras.layers.Dense(1, name="out")
opt = tf.keras.optimizers.Adam(1e-3)


def run(x):
    ys = []
    for t in range(x.shape[1]):
        state = [tf.zeros((x.shape[0], 6)), tf.zeros((x.shape[0], 6))]
        y, state = cell(x[:, t], state)
        ys.append(out(y))
    return tf.stack(ys, 1)


for i in range(3):
    x = tf.random.normal((5, 4, 2))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((run(x)[..., 0] - tf.cumsum(x[..., 0], 1)) ** 2)
    v = cell.trainable_variables + out.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, v), v))
    print(i, float(loss))
