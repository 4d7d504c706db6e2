import tensorflow as tf
from tensorflow import keras

keras.mixed_precision.set_global_policy("mixed_float16")
i = keras.Input((8,))
h = keras.layers.Dense(16, activation="relu", name="h")(i)
h = keras.layers.LayerNormalization(name="ln")(h)
o = keras.layers.Dense(3, dtype="float32", name="o")(h)
model = keras.Model(i, o)
opt = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(1e-3), initial_scale=128.0)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, model(x, training=True), from_logits=True))
        scaled = opt.scale_loss(loss)
    grads = tape.gradient(scaled, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for _ in range(2):
    print(train_step(tf.random.normal([16, 8]), tf.random.uniform([16], maxval=3, dtype=tf.int32)).numpy())
