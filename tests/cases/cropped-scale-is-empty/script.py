# ECG beats, three receptive fields. Each branch is cropped so that no padding artefacts reach the head.
import numpy as np
import tensorflow as tf
from tensorflow import keras

CROPS = [0, 2, 4]     # how many border samples to throw away, per branch
CLASSES = 4


class MultiCrop(keras.Model):
    def __init__(self, crops, filters=6):
        super().__init__(name="multi_crop")
        self.crops = crops
        self.branches = []
        for i, crop in enumerate(crops):
            self.branches.append(keras.layers.Conv1D(filters, 2 * crop + 3, padding="same", activation="relu", name=f"branch_{i}"))
        self.head = keras.layers.Dense(CLASSES, name="head")

    def summarise(self, feat, crop):
        inner = feat[:, crop:-crop]
        return tf.reduce_sum(inner, axis=1) / tf.cast(tf.shape(feat)[1] - 2 * crop, feat.dtype)

    def call(self, ecg):
        parts = [self.summarise(branch(ecg), crop) for branch, crop in zip(self.branches, self.crops)]
        return self.head(tf.concat(parts, axis=-1))


class LearningRatePrinter(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(f"epoch {epoch}: lr={float(self.model.optimizer.learning_rate):.2e} loss={logs['loss']:.4f}")


beats = np.random.randn(72, 40, 1).astype("float32").cumsum(axis=1)
kinds = np.random.randint(0, CLASSES, 72)

schedule = keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=12, alpha=0.1)
model = MultiCrop(CROPS)
model.compile(
    optimizer=keras.optimizers.Adam(schedule),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    weighted_metrics=["accuracy"],
)
weights = np.where(kinds == 0, 0.5, 1.0).astype("float32")
model.fit(beats, kinds, sample_weight=weights, batch_size=24, epochs=3, verbose=0, callbacks=[LearningRatePrinter()])
