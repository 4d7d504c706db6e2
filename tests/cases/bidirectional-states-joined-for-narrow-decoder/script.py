import tensorflow as tf
from tensorflow.keras import layers

UNITS = 10
encoder = layers.Bidirectional(layers.GRU(UNITS, return_state=True), name="encoder")
decoder = layers.GRU(UNITS, return_sequences=True, name="decoder")
project = layers.Dense(1, name="project")
optimizer = tf.keras.optimizers.Adam()


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        _, forward, backward = encoder(x)
        state = tf.concat([forward, backward], axis=-1)
        z = decoder(y[:, :-1], initial_state=state)
        loss = tf.reduce_mean((project(z) - y[:, 1:]) ** 2)
    v = encoder.trainable_variables + decoder.trainable_variables + project.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, v), v))
    return loss


for i in range(3):
    print(train_step(tf.random.normal([4, 7, 2]), tf.random.normal([4, 6, 1])))
