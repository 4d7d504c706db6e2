"""Cho-style: context at every step instead of as the decoder's first state."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

IN_LEN, OUT_LEN, FEAT, UNITS = 10, 5, 3, 12


def encode(x):
    seq, _h, _c = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="encoder")(x)
    # states not needed, context = last output
    return layers.Cropping1D((IN_LEN - 1, 0), name="last")(seq)


def decode(context, teacher):
    repeated = layers.UpSampling1D(OUT_LEN, name="repeat")(context)
    glued = layers.Concatenate(axis=-1, name="glue")([teacher, repeated])
    hidden = layers.LSTM(UNITS, return_sequences=True, name="decoder")(glued)
    return layers.Conv1D(FEAT, 1, name="readout")(hidden)


source = keras.Input((IN_LEN, FEAT), name="source")
teacher = keras.Input((OUT_LEN, FEAT), name="teacher")
prediction = decode(encode(source), teacher)
model = keras.Model({"source": source, "teacher": teacher}, prediction, name="cho")

rng = np.random.default_rng(0)
walk = rng.normal(size=(64, IN_LEN + OUT_LEN + 1, FEAT)).cumsum(axis=1).astype("float32")
inputs = {"source": walk[:, :IN_LEN], "teacher": walk[:, IN_LEN:-1]}
targets = walk[:, IN_LEN + 1:]

model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss="mse", metrics=["mae"])
model.fit(inputs, targets, epochs=2, batch_size=16, shuffle=True, verbose=2)
print("final", model.evaluate(inputs, targets, verbose=0))
