import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

# CTC-less OCR toy: one label per column of the strip
COLUMNS, HEIGHT, CHARS = 10, 8, 6


class ColumnTagger(tf.keras.Model):
    def __init__(self, units=9):
        super().__init__(name="tagger")
        self.conv = layers.Conv1D(12, 3, padding="same", activation="relu", name="conv")
        self.birnn = layers.Bidirectional(
            layers.GRU(units, return_sequences=True, name="gru"), merge_mode=None, name="birnn")
        self.norm = layers.LayerNormalization(name="norm")
        self.tags = layers.Dense(CHARS, name="tags")

    def call(self, strip, training=False):
        x = self.conv(strip)
        x = self.birnn(x, training=training)[0]
        return self.tags(self.norm(x))


tagger = ColumnTagger()
optimizer = tf.keras.optimizers.Adam(2e-3)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
acc = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function(reduce_retracing=True)
def train_batch(strips, chars):
    with tf.GradientTape() as tape:
        logits = tagger(strips, training=True)
        loss = loss_fn(chars, logits)
    grads = tape.gradient(loss, tagger.trainable_variables,
                          unconnected_gradients=tf.UnconnectedGradients.NONE)
    optimizer.apply_gradients(
        (g, v) for g, v in zip(grads, tagger.trainable_variables) if g is not None)
    acc.update_state(chars, logits)
    return loss


strips = np.random.rand(40, COLUMNS, HEIGHT).astype("float32")
chars = np.random.randint(0, CHARS, (40, COLUMNS))
for epoch in range(3):
    acc.reset_state()
    for i in range(0, 40, 10):
        loss = train_batch(strips[i:i + 10], chars[i:i + 10])
    print(f"epoch {epoch} loss {loss.numpy():.4f} acc {acc.result().numpy():.3f}")
