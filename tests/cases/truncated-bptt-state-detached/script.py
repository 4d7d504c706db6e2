# Stateful LSTM language-model style training on one long signal
import numpy as np
import tensorflow as tf

BATCH, WINDOW, UNITS = 4, 5, 8
cell = tf.keras.layers.LSTMCell(UNITS, name="cell")
readout = tf.keras.layers.Dense(1, name="readout")
cell.build((BATCH, 1))
readout.build((BATCH, UNITS))
memory = [tf.Variable(tf.zeros([BATCH, UNITS]), trainable=False, name=n) for n in ("mem_h", "mem_c")]
opt = tf.keras.optimizers.RMSprop(2e-3)
weights = cell.trainable_weights + readout.trainable_weights


@tf.function
def train_window(x, y):
    with tf.GradientTape() as tape:
        state = [tf.stop_gradient(m) for m in memory]
        loss = tf.constant(0.0)
        for t in tf.range(WINDOW):
            out, state = cell(x[:, t], state)
            loss += tf.reduce_mean(tf.square(readout(out) - y[:, t]))
        loss /= float(WINDOW)
    grads = tape.gradient(loss, weights)
    opt.apply_gradients(zip(grads, weights))
    for m, s in zip(memory, state):
        m.assign(s)
    return loss


signal = np.sin(np.arange(BATCH * 41).reshape(BATCH, 41, 1) * 0.3).astype("float32")
for epoch in range(2):
    for m in memory:
        m.assign(tf.zeros_like(m))
    total = 0.0
    for start in range(0, 40, WINDOW):
        x = signal[:, start:start + WINDOW]
        y = signal[:, start + 1:start + WINDOW + 1]
        total += float(train_window(x, y))
    print("epoch", epoch, "loss", total / (40 // WINDOW))
