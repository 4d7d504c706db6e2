"""The bidirectional encoder-decoder in a training loop of its own, with the states joined in pairs."""

import numpy as np
import tensorflow as tf

steps, features, targets, units = 10, 3, 1, 16


def build_model():
    encoder_inputs = tf.keras.Input(shape=(steps, features), name="encoder_inputs")
    encoder = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(units, return_state=True), name="encoder")
    _, forward_h, forward_c, backward_h, backward_c = encoder(encoder_inputs)
    state_h = tf.keras.layers.Concatenate(name="state_h")([forward_h, backward_h])
    state_c = tf.keras.layers.Concatenate(name="state_c")([forward_c, backward_c])

    decoder_inputs = tf.keras.Input(shape=(steps, targets), name="decoder_inputs")
    decoder_lstm = tf.keras.layers.LSTM(2 * units, return_sequences=True, name="decoder")
    decoder = decoder_lstm(decoder_inputs, initial_state=[state_h, state_c])
    outputs = tf.keras.layers.Dense(targets, name="readout")(decoder)
    return tf.keras.Model([encoder_inputs, decoder_inputs], outputs)


encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices(((encoder_data, decoder_data), target_data)).batch(16)

model = build_model()
optimizer = tf.keras.optimizers.Adam(1e-3)
loss_fn = tf.keras.losses.MeanSquaredError()

for epoch in range(2):
    for inputs, target in dataset:
        with tf.GradientTape() as tape:
            predictions = model(inputs, training=True)
            loss = loss_fn(target, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print(f"epoch {epoch}: loss {float(loss):.4f}")
