import numpy as np
import tensorflow as tf

encoder = tf.keras.layers.Dense(5, activation="relu", name="encoder")
head = tf.keras.layers.Dense(1, name="head")
encoder.build((None, 7)); head.build((None, 5))
opt = tf.keras.optimizers.Adam()


@tf.function
def train_step(z, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((head(z) - y) ** 2)
    v = encoder.trainable_variables + head.trainable_variables
    g = tape.gradient(loss, v)
    opt.apply_gradients([(a, b) for a, b in zip(g, v) if a is not None])
    return loss


for _ in range(3):
    x = np.random.rand(8, 7).astype("float32")
    z = encoder(x)
    print(float(train_step(z, x[:, :1])))
