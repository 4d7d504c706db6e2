import numpy as np
import tensorflow as tf

BATCH, WINDOW = 4, 5
signal = np.sin(np.arange(0, 300) / 7.0).astype("float32")
streams = signal[:BATCH * 70].reshape(BATCH, 70, 1)

model = tf.keras.Sequential([
    tf.keras.Input(batch_shape=(BATCH, WINDOW, 1)),
    tf.keras.layers.GRU(8, stateful=True, return_sequences=True, name="memory"),
    tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(1), name="per_step"),
], name="stream")
model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(0.01))

for epoch in range(2):
    losses = []
    for start in range(0, 60, WINDOW):
        x = streams[:, start:start + WINDOW]
        y = streams[:, start + 1:start + WINDOW + 1]
        losses.append(model.train_on_batch(x, y))
    model.get_layer("memory").reset_states()
    print(epoch, np.mean(losses))
