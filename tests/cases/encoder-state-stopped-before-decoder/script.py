import tensorflow as tf
from tensorflow.keras import layers

enc = layers.GRU(10, return_state=True, name="enc")
dec = layers.GRU(10, return_sequences=True, name="dec")
out = layers.Dense(2, name="out")
opt = tf.keras.optimizers.Adam(1e-3)


def forecast(history, known):
    _, state = enc(history)
    state = tf.nest.map_structure(tf.stop_gradient, state)
    return out(dec(known, initial_state=state))


def fit(data, epochs):
    for epoch in range(epochs):
        for history, known, target in data:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.keras.losses.mae(target, forecast(history, known)))
            weights = enc.trainable_weights + dec.trainable_weights + out.trainable_weights
            grads = tape.gradient(loss, weights)
            opt.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
        print(epoch, loss.numpy())


history, known, target = (tf.random.normal([24, n, 2]) for n in (8, 4, 4))
fit(tf.data.Dataset.from_tensor_slices((history, known, target)).batch(8), 2)
