"""Autoencoder with one optimizer per half (encoder is meant to learn slower)."""
import tensorflow as tf
from tensorflow.keras import layers

encoder = tf.keras.Sequential([
    tf.keras.Input((20,)),
    layers.Dense(12, activation="relu", name="e1"),
    layers.Dense(5, name="e2"),
], name="encoder")
decoder = tf.keras.Sequential([
    tf.keras.Input((5,)),
    layers.Dense(12, activation="relu", name="d1"),
    layers.Dense(20, name="d2"),
], name="decoder")

optimizers = {"enc": tf.keras.optimizers.Adam(1e-4), "dec": tf.keras.optimizers.Adam(1e-3)}


def split_gradients(grads):
    n = len(encoder.layers)
    return grads[:n], grads[n:]


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        rec = decoder(encoder(x))
        loss = tf.reduce_mean(tf.square(rec - x))
    grads = tape.gradient(loss, encoder.trainable_variables + decoder.trainable_variables)
    enc_grads, dec_grads = split_gradients(grads)
    optimizers["dec"].apply_gradients(zip(dec_grads, decoder.trainable_variables))
    optimizers["enc"].apply_gradients(zip(enc_grads, encoder.trainable_variables))
    return loss


data = tf.random.normal([128, 20])
for epoch in range(3):
    for i in range(0, 128, 32):
        loss = train_step(data[i:i + 32])
    print("epoch", epoch, "reconstruction", float(loss))
