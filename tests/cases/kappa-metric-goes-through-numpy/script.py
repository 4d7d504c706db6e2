# Diabetic retinopathy grading, ordinal regression; competition metric is quadratic weighted kappa
import numpy as np
import tensorflow as tf


class QuadraticKappa(tf.keras.metrics.Metric):
    def __init__(self, num_classes=5, name="qwk", **kwargs):
        super().__init__(name=name, **kwargs)
        self.num_classes = num_classes
        self.matrix = self.add_weight(shape=(num_classes, num_classes), initializer="zeros", name="confusion")

    def update_state(self, y_true, y_pred, sample_weight=None):
        truth = tf.reshape(tf.cast(y_true, tf.int32), [-1])
        grade = np.clip(np.rint(y_pred.numpy().ravel()), 0, self.num_classes - 1).astype("int32")
        self.matrix.assign_add(tf.math.confusion_matrix(truth, grade, self.num_classes, dtype=tf.float32))

    def result(self):
        n = self.num_classes
        grid = tf.cast(tf.range(n), tf.float32)
        w = (grid[:, None] - grid[None, :]) ** 2 / (n - 1) ** 2
        rows = tf.reduce_sum(self.matrix, 1)
        cols = tf.reduce_sum(self.matrix, 0)
        expected = rows[:, None] * cols[None, :] / (tf.reduce_sum(self.matrix) + 1e-6)
        return 1.0 - tf.reduce_sum(w * self.matrix) / (tf.reduce_sum(w * expected) + 1e-6)

    def reset_state(self):
        self.matrix.assign(tf.zeros_like(self.matrix))


def build_model(size=16):
    inp = tf.keras.Input((size, size, 3), name="fundus")
    x = inp
    for i, f in enumerate((6, 10)):
        x = tf.keras.layers.SeparableConv2D(f, 3, padding="same", activation="swish", name=f"sep{i}")(x)
        x = tf.keras.layers.AveragePooling2D(2, name=f"pool{i}")(x)
    x = tf.keras.layers.GlobalMaxPooling2D(name="gmp")(x)
    grade = tf.keras.layers.Dense(1, name="grade")(x)
    return tf.keras.Model(inp, grade, name="aptos")


images = np.random.rand(40, 16, 16, 3).astype(np.float32)
labels = np.random.randint(0, 5, 40).astype(np.float32)

model = build_model()
model.compile(tf.keras.optimizers.Adam(1e-3), loss="huber", metrics=[QuadraticKappa()])
model.fit(images[:32], labels[:32], validation_data=(images[32:], labels[32:]), batch_size=8, epochs=2, verbose=2)
