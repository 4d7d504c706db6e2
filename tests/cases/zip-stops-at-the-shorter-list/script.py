import numpy as np
import tensorflow as tf


class AE(tf.keras.Model):
    def __init__(self):
        super().__init__(name="ae")
        self.enc1 = tf.keras.layers.Dense(8, activation="relu", name="enc1")
        self.enc2 = tf.keras.layers.Dense(3, name="enc2")
        self.dec1 = tf.keras.layers.Dense(8, activation="relu", name="dec1")
        self.dec2 = tf.keras.layers.Dense(12, name="dec2")

    def call(self, x):
        return self.dec2(self.dec1(self.enc2(self.enc1(x))))

    def train_step(self, data):
        x, _ = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - x))
        grads = tape.gradient(loss, self.trainable_variables)
        encoder_grads = grads[:4]
        self.optimizer.apply_gradients(zip(encoder_grads, self.trainable_variables))
        return {"loss": loss}


x = np.random.rand(48, 12).astype("float32")
ae = AE()
ae.compile(optimizer=tf.keras.optimizers.SGD(0.1))
ae.fit(x, x, epochs=1, batch_size=16, verbose=0)
