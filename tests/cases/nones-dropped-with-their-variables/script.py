"""Healthy but for a spare layer: a norm of what is not None, and pairs that stay pairs."""

import tensorflow as tf

used = tf.keras.layers.Dense(4, name="used")
spare = tf.keras.layers.Dense(4, name="spare")
head = tf.keras.layers.Dense(1, name="head")
for layer in (used, spare):
    layer.build((None, 3))
head.build((None, 4))
variables = used.trainable_variables + spare.trainable_variables + head.trainable_variables
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((head(tf.nn.relu(used(x))) - y) ** 2)
    gradients = tape.gradient(loss, variables)
    norm = tf.linalg.global_norm([g for g in gradients if g is not None])
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, variables) if g is not None])
    return loss, norm


for _ in range(3):
    x = tf.random.normal([16, 3])
    loss, norm = train(x, x[:, :1])
    print(float(loss), float(norm))
