# Multi-task driver monitoring: gaze (regression), drowsiness (binary), pose (4 classes)
import logging

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

logging.basicConfig(level=logging.INFO, format="%(message)s")
log = logging.getLogger("dms")

inp = keras.Input((24,), name="frame_features")
h = layers.Dense(48, activation="relu", name="shared1")(inp)
h = layers.Dense(32, activation="relu", name="shared2")(h)
outputs = {
    "gaze": layers.Dense(2, name="gaze_head")(layers.Dense(16, activation="relu", name="gaze_hidden")(h)),
    "drowsy": layers.Dense(1, name="drowsy_head")(h),
    "pose": layers.Dense(4, name="pose_head")(h),
}
model = keras.Model(inp, outputs, name="dms")

criteria = {
    "gaze": keras.losses.Huber(delta=0.5),
    "drowsy": keras.losses.BinaryCrossentropy(from_logits=True),
    "pose": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
}
weights = {"gaze": 2.0, "drowsy": 1.0, "pose": 0.5}
optimizer = keras.optimizers.Adam(2e-3)
meters = {name: keras.metrics.Mean(name=name) for name in criteria}


def make_batch(n=32):
    x = tf.random.normal([n, 24])
    return x, {"gaze": tf.tanh(x[:, :2]), "drowsy": tf.cast(x[:, 2:3] > 0, tf.float32), "pose": tf.argmax(x[:, 3:7], axis=1)}


@tf.function
def train_step(x, targets):
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        losses = {name: fn(targets[name], predictions[name]) for name, fn in criteria.items()}
        loss = tf.add_n([weights[name] * value for name, value in losses.items()])

    # running means for the dashboard
    for name, loss in losses.items():
        meters[name].update_state(loss)

    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(
        (g, v) for g, v in zip(grads, model.trainable_variables) if g is not None
    )
    return losses


for epoch in range(2):
    for m in meters.values():
        m.reset_state()
    for _ in range(3):
        train_step(*make_batch())
    log.info("epoch %d  %s", epoch, "  ".join(f"{n} {float(m.result()):.3f}" for n, m in meters.items()))
