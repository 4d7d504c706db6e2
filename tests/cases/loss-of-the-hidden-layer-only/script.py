import numpy as np
import tensorflow as tf
from tensorflow import keras

# question: must the loss depend on the output of the network?  here it looks at a hidden layer
rng = np.random.default_rng(10)


def make(width=2):
    inp = keras.Input((5,), name="inp")
    hidden_a = keras.layers.Dense(width, activation="sigmoid", name="hidden_a")(inp)
    output = keras.layers.Dense(1, name="output")(hidden_a)
    return keras.Model(inp, [output, hidden_a], name="m3")


def sparse_code_loss(activations, rho=0.1):
    mean = tf.clip_by_value(tf.reduce_mean(activations, axis=0), 1e-4, 1 - 1e-4)
    return tf.reduce_sum(rho * tf.math.log(rho / mean) + (1 - rho) * tf.math.log((1 - rho) / (1 - mean)))


def data(n=30):
    x = rng.random((n, 5)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, rng.random((n, 1)).astype("float32"))).batch(10)


m3 = make()
adam = keras.optimizers.Adam()
my_loss = keras.losses.MeanSquaredError()
watch = keras.metrics.Mean()

for epoch in range(2):
    watch.reset_state()
    for x, y in data():
        with tf.GradientTape() as tape:
            prediction, hidden = m3(x, training=True)
            loss = sparse_code_loss(hidden)
        watch.update_state(my_loss(y, prediction))
        weights = m3.trainable_weights
        adam.apply_gradients(zip(tape.gradient(loss, weights), weights))
    print(epoch, float(loss), float(watch.result()))
