"""Probing features for toxic comments. Encoder from the sibling project, small new head."""
import numpy as np
import tensorflow as tf


def build_encoder():
    inp = tf.keras.Input((16,), name="tfidf")
    h = tf.keras.layers.Dense(12, activation="gelu", name="enc_1")(inp)
    h = tf.keras.layers.Dense(8, name="enc_2")(h)
    return tf.keras.Model(inp, h, name="encoder")


class Classifier(tf.keras.Model):
    def __init__(self, n_labels):
        super().__init__(name="classifier")
        self.norm = tf.keras.layers.LayerNormalization(name="norm")
        self.fc = tf.keras.layers.Dense(n_labels, name="fc")

    def call(self, x):
        return self.fc(self.norm(x))


class Trainer:
    def __init__(self, encoder, head, lr=1e-3):
        self.encoder, self.head = encoder, head
        self.optimizer = tf.keras.optimizers.Adam(lr)
        self.params = encoder.trainable_weights + head.trainable_weights
        self.history = []

    def loss(self, x, y):
        logits = self.head(self.encoder(x))
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))

    def step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        grads = tape.gradient(loss, self.params)
        self.optimizer.apply_gradients(zip(grads, self.params))
        self.history.append(float(loss))

    def fit(self, ds, epochs):
        for e in range(epochs):
            for x, y in ds:
                self.step(x, y)
            print(f"epoch {e + 1}/{epochs} - loss {np.mean(self.history[-4:]):.4f}")


X = np.random.rand(64, 16).astype("float32")
Y = (np.random.rand(64, 3) > 0.5).astype("float32")
ds = tf.data.Dataset.from_tensor_slices((X, Y)).batch(16)
Trainer(build_encoder(), Classifier(3)).fit(ds, epochs=3)
