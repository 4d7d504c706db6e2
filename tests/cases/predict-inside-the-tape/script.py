import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.Input((5,)),
    tf.keras.layers.Dense(12, activation="relu", name="h"),
    tf.keras.layers.Dense(1, name="s"),
], name="ranker")
optimizer = tf.keras.optimizers.Adam()
mse = tf.keras.losses.MeanSquaredError()

x = np.random.rand(40, 5).astype(np.float32)
y = x.sum(axis=1, keepdims=True)

for epoch in range(2):
    with tf.GradientTape() as tape:
        pred = model.predict(x, verbose=0)
        loss = mse(y, pred)
    grads = tape.gradient(loss, model.trainable_variables)
    print(epoch, float(loss), grads)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
