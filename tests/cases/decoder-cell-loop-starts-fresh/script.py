import numpy as np
import tensorflow as tf

T, F, U, B = 6, 4, 16, 8
encoder = tf.keras.layers.LSTM(U, return_state=True)
cell = tf.keras.layers.LSTMCell(U)
proj = tf.keras.layers.Dense(F)
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        _, h, c = encoder(x)
        state = cell.get_initial_state(batch_size=B)
        loss = 0.0
        for t in tf.range(T):
            o, state = cell(y[:, t], state)
            loss += tf.reduce_mean((proj(o) - y[:, t]) ** 2)
    vs = encoder.trainable_variables + cell.trainable_variables + proj.trainable_variables
    grads = tape.gradient(loss, vs)
    opt.apply_gradients([(g, v) for g, v in zip(grads, vs) if g is not None])
    return loss


for step in range(3):
    x = np.random.rand(B, T, F).astype("float32"); y = np.random.rand(B, T, F).astype("float32")
    print(step, float(train(x, y)))
