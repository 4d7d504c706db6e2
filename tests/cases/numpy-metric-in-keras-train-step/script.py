# AUC over the whole epoch needs all predictions, so keep them
import numpy as np
import tensorflow as tf


class ScoringModel(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.h = tf.keras.layers.Dense(12, activation="relu", name="h")
        self.o = tf.keras.layers.Dense(1, activation="sigmoid", name="o")
        self.collected = []

    def call(self, x):
        return self.o(self.h(x))

    def remember(self, pred):
        values = pred.numpy()
        self.collected.extend(values.ravel().tolist())

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.remember(pred)
        for m in self.metrics:
            if m.name == "loss":
                m.update_state(loss)
        return {m.name: m.result() for m in self.metrics}


class EpochAUC(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("collected", len(self.model.collected))
        self.model.collected.clear()


X = np.random.randn(64, 5).astype("float32")
y = (X[:, 0] > 0).astype("float32")[:, None]
m = ScoringModel(name="scoring")
m.compile("adam", "binary_crossentropy")
m.fit(X, y, epochs=2, batch_size=16, callbacks=[EpochAUC()], verbose=0)
