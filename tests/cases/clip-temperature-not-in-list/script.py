"""Tiny CLIP: match "images" and "captions"."""
import numpy as np
import tensorflow as tf

image_tower = tf.keras.Sequential([tf.keras.Input((20,)), tf.keras.layers.Dense(16, activation="relu", name="i1"),
                                   tf.keras.layers.Dense(8, use_bias=False, name="i2")], name="image_tower")
text_tower = tf.keras.Sequential([tf.keras.Input((12,), dtype="int32"),
                                  tf.keras.layers.Embedding(100, 16, name="tok"),
                                  tf.keras.layers.GlobalAveragePooling1D(),
                                  tf.keras.layers.Dense(8, use_bias=False, name="t2")], name="text_tower")
log_temperature = tf.Variable(np.log(1 / 0.07), dtype=tf.float32, name="log_temperature")
optimizer = tf.keras.optimizers.AdamW(1e-3)


@tf.function
def step(images, captions):
    with tf.GradientTape() as tape:
        i = tf.math.l2_normalize(image_tower(images, training=True), axis=-1)
        t = tf.math.l2_normalize(text_tower(captions, training=True), axis=-1)
        logits = tf.matmul(i, t, transpose_b=True) * tf.exp(log_temperature)
        labels = tf.range(tf.shape(logits)[0])
        loss_i = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss_t = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.transpose(logits))
        loss = tf.reduce_mean(loss_i + loss_t) / 2
    variables = image_tower.trainable_variables + text_tower.trainable_variables
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss


for i in range(4):
    images = tf.random.normal([24, 20])
    captions = tf.random.uniform([24, 12], maxval=100, dtype=tf.int32)
    tf.print("loss", step(images, captions), "temperature", tf.exp(-log_temperature))
