"""Discriminative learning rates: lower half slow, upper half fast."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def make_model(n_classes=4):
    return tf.keras.Sequential([
        tf.keras.Input((12, 12, 1)),
        layers.Conv2D(4, 3, strides=2, activation="relu", name="stem"),
        layers.Conv2D(6, 3, activation="relu", use_bias=False, name="mid"),
        layers.GlobalAveragePooling2D(name="gap"),
        layers.Dense(8, activation="relu", name="fc"),
        layers.Dense(n_classes, name="logits", use_bias=False),
    ], name="cnn")


model = make_model()
all_vars = model.trainable_variables
half = len(all_vars) // 2 - 1
slow_vars = all_vars[:half + 1]
fast_vars = all_vars[half + 2:]
slow_opt = tf.keras.optimizers.Adam(1e-4)
fast_opt = tf.keras.optimizers.Adam(1e-3)
print("slow:", [v.path for v in slow_vars])
print("fast:", len(fast_vars))
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(images, labels):
    with tf.GradientTape(persistent=True) as tape:
        loss = loss_fn(labels, model(images, training=True))
    slow_grads = tape.gradient(loss, slow_vars)
    fast_grads = tape.gradient(loss, fast_vars)
    del tape
    slow_opt.apply_gradients(zip(slow_grads, slow_vars))
    fast_opt.apply_gradients(zip(fast_grads, fast_vars))
    return loss


images = np.random.rand(60, 12, 12, 1).astype("float32")
labels = np.random.randint(0, 4, 60)
for epoch in range(2):
    for s in range(0, 60, 20):
        loss = train_step(images[s:s + 20], labels[s:s + 20])
    print("epoch", epoch, "loss", float(loss))
