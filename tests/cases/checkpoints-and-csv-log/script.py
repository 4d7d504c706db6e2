import os
import tempfile
import time

import tensorflow as tf

workdir = tempfile.mkdtemp(prefix="run_")
gpus = tf.config.list_physical_devices("GPU")
for gpu in gpus:
    tf.config.experimental.set_memory_growth(gpu, True)

model = tf.keras.Sequential([
    tf.keras.Input((16, 16, 1)),
    tf.keras.layers.Conv2D(4, 3, padding="same"),
    tf.keras.layers.PReLU(shared_axes=[1, 2]),
    tf.keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
    tf.keras.layers.UpSampling2D(interpolation="nearest"),
    tf.keras.layers.Conv2D(1, 3, padding="same"),
], name="super_resolution")
optimizer = tf.keras.optimizers.Adam(1e-3)
step_counter = tf.Variable(0, trainable=False, dtype=tf.int64, name="step")
ckpt = tf.train.Checkpoint(model=model, optimizer=optimizer, step=step_counter)
manager = tf.train.CheckpointManager(ckpt, os.path.join(workdir, "ckpt"), max_to_keep=2)
manager.restore_or_initialize()
log = open(os.path.join(workdir, "log.csv"), "w")
mean_loss = tf.keras.metrics.Mean()


@tf.function
def train_step(low, high):
    with tf.GradientTape() as tape:
        sr = model(low, training=True)
        loss = tf.reduce_mean(tf.abs(sr - high)) + 0.01 * tf.reduce_mean(tf.image.total_variation(sr))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    mean_loss.update_state(loss)
    return loss


began = time.perf_counter()
for high in tf.data.Dataset.from_tensor_slices(tf.random.uniform((12, 32, 32, 1))).batch(4).repeat(2):
    low = tf.image.resize(high, (16, 16), method="area")
    train_step(low, high)
    step_counter.assign_add(1)
    print(int(step_counter), float(mean_loss.result()), sep=",", file=log, flush=True)
    if int(step_counter) % 3 == 0:
        print("saved", manager.save(), "mae", float(mean_loss.result()), f"{time.perf_counter() - began:.1f}s")
        mean_loss.reset_state()
