import numpy as np
import tensorflow as tf

enc = tf.keras.layers.Dense(8, activation="relu")
head = tf.keras.layers.Dense(3)
enc.build((None, 4)); head.build((None, 8))
opt = tf.keras.optimizers.Adam(1e-3)
x = np.random.rand(16, 4).astype("float32"); y = np.random.randint(0, 3, 16)

for step in range(3):
    with tf.GradientTape() as tape:
        logits = head(enc(x))
        loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True))
    grads = tape.gradient(loss, enc.trainable_variables + head.trainable_variables)
    opt.apply_gradients(zip(grads, head.trainable_variables + enc.trainable_variables))
    print(float(loss))
