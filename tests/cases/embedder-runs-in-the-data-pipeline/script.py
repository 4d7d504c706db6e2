import numpy as np
import tensorflow as tf

embedder = tf.keras.layers.Dense(5, activation="relu", name="embedder")
embedder.build((None, 7))
head = tf.keras.layers.Dense(1, name="head")
head.build((None, 5))


def prepare(x, y):
    return embedder(x), y


x = np.random.rand(40, 7).astype("float32")
y = x[:, :1] * 2
ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(10).map(prepare)
opt = tf.keras.optimizers.Adam()
params = embedder.trainable_variables + head.trainable_variables

for features, target in ds.repeat(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(head(features) - target))
    grads = tape.gradient(loss, params)
    opt.apply_gradients([gv for gv in zip(grads, params) if gv[0] is not None])
