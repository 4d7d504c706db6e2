import tensorflow as tf

tf.random.set_seed(3)
experts = [tf.keras.layers.Dense(4, activation="tanh", name=f"expert_{n}") for n in range(2)]
mixer = tf.keras.layers.Dense(1, name="mixer")
use_expert = [1.0] * 4 + [0.0] * 4  # the second one is switched off for a trial


@tf.function
def mix(x):
    both = tf.concat([expert(x) for expert in experts], axis=-1)
    chosen = both * tf.constant(use_expert)
    return mixer(chosen)


batch, wanted = tf.random.normal([16, 6]), tf.random.normal([16, 1])
mix(batch)
weights = [w for layer in [*experts, mixer] for w in layer.trainable_variables]
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        error = tf.reduce_mean(tf.square(mix(x) - y))
    optimizer.apply_gradients(zip(tape.gradient(error, weights), weights))
    return error


for _ in range(3):
    print(float(train(batch, wanted)))
