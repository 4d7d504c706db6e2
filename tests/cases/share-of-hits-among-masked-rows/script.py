"""The share of wrong answers among the rows that count, by their number; a plain eager loop."""
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(1)
model = tf.keras.Sequential([tf.keras.Input((5,)), tf.keras.layers.Dense(1, activation="sigmoid")], name="judge")
optimizer = tf.keras.optimizers.Adam(0.01)

x = rng.normal(size=(60, 5)).astype("float32")
y = (x[:, :1] > 0).astype("float32")

for step in range(3):
    with tf.GradientTape() as tape:
        counted = tf.abs(x[:, 1]) > 0.2
        answers = tf.boolean_mask(model(x), counted)
        truth = tf.boolean_mask(y, counted)
        hits = tf.reduce_sum(tf.cast(tf.round(answers) == truth, tf.float32))
        loss = 1.0 - hits / float(answers.shape[0])
    gradients = tape.gradient(loss, model.trainable_variables)
    print(step, loss.numpy(), answers.get_shape().as_list(), gradients)
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, model.trainable_variables) if g is not None])
