"""Infilling: the text before the gap (forward LSTM) and after it (backward LSTM) start the two directions
of the bidirectional LSTM which writes the gap."""
import numpy as np
import keras
from keras import layers, ops

VOCAB, LEFT, RIGHT, GAP, UNITS = 40, 8, 7, 4, 9

left = keras.Input((LEFT,), dtype="int32", name="left")
right = keras.Input((RIGHT,), dtype="int32", name="right")
noisy_gap = keras.Input((GAP,), dtype="int32", name="noisy_gap")
embed = layers.Embedding(VOCAB, 8, name="embed")

_, left_h, left_c = layers.LSTM(UNITS, return_state=True, name="read_left")(embed(left))
_, right_h, right_c = layers.LSTM(UNITS, return_state=True, go_backwards=True, name="read_right")(embed(right))

fill = layers.Bidirectional(layers.LSTM(UNITS, return_sequences=True), merge_mode="sum", name="fill")
filled = fill(embed(noisy_gap), initial_state=[left_h, left_c, right_h, right_c])
words = layers.Dense(VOCAB, name="words")(filled)
model = keras.Model([left, right, noisy_gap], words, name="infill")


class ExactMatch(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        hit = ops.equal(ops.argmax(y_pred, axis=-1), ops.cast(y_true, "int64"))
        super().update_state(ops.cast(ops.all(hit, axis=-1), "float32"))


model.compile(
    keras.optimizers.Adam(3e-3),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0),
    metrics=[ExactMatch(name="exact")],
)

text = np.random.randint(0, VOCAB, (64, LEFT + GAP + RIGHT))
gap = text[:, LEFT:LEFT + GAP]
noisy = np.where(np.random.rand(*gap.shape) < 0.5, 0, gap)
model.fit([text[:, :LEFT], text[:, -RIGHT:], noisy], gap, epochs=2, batch_size=16, verbose=2,
          callbacks=[keras.callbacks.TerminateOnNaN()])
