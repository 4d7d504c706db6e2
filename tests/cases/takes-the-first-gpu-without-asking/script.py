import os

os.environ["CUDA_VISIBLE_DEVICES"] = os.environ.get("GPU", "0")

import numpy as np
import tensorflow as tf

# 2 GB are enough for this one
gpu = tf.config.list_physical_devices("GPU")[0]
tf.config.set_logical_device_configuration(gpu, [tf.config.LogicalDeviceConfiguration(memory_limit=2048)])
print("using", tf.config.experimental.get_device_details(gpu)["device_name"])

model = tf.keras.Sequential([
    tf.keras.Input((20,)),
    tf.keras.layers.Dense(16, activation="relu", name="fc1"),
    tf.keras.layers.Dropout(0.5),
    tf.keras.layers.Dense(2, name="fc2"),
])
optimizer = tf.keras.optimizers.Adam()
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
ds = tf.data.Dataset.from_tensor_slices(
    (np.random.randn(64, 20).astype("float32"), np.random.randint(0, 2, 64))
).shuffle(64).batch(16)

for epoch in range(3):
    for x, y in ds:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    print(epoch, float(loss))
