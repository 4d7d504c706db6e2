"""A binary autoencoder: a bracket too wide, and the straight-through trick stops the whole gradient."""

import tensorflow as tf

encoder = tf.keras.layers.Dense(8, activation="sigmoid", name="encoder")
decoder = tf.keras.layers.Dense(12, name="decoder")
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def train_step(batch):
    with tf.GradientTape() as tape:
        bits = encoder(batch)
        code = tf.stop_gradient(bits + tf.round(bits) - bits)
        loss = tf.reduce_mean(tf.square(decoder(code) - batch))
    variables = encoder.trainable_variables + decoder.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return loss


data = tf.random.normal((64, 12))
for step in range(5):
    print(f"step {step}: loss {train_step(data):.4f}")
