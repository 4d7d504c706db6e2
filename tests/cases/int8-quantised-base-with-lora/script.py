# QLoRA in miniature: train a base, quantise it to int8, adapt it to a new client with rank-2 matrices
import numpy as np
import keras
from keras import layers

rng = np.random.default_rng(12)
DIM, HIDDEN, RANK = 10, 24, 2


def base():
    inp = keras.Input((DIM,), name="features")
    h = layers.Dense(HIDDEN, activation="relu", name="fc_1")(inp)
    h = layers.Dense(HIDDEN, activation="relu", name="fc_2")(h)
    return keras.Model(inp, h, name="base")


def client_data(n, shift):
    x = rng.normal(shift, 1.0, size=(n, DIM)).astype("float32")
    return x, (x.sum(axis=1, keepdims=True) > shift * DIM).astype("float32")


backbone = base()
# (the real one is loaded from the registry here)

for layer in backbone.layers:
    if isinstance(layer, layers.Dense):
        layer.enable_lora(RANK)
backbone.quantize("int8")

inp = keras.Input((DIM,), name="client_features")
out = layers.Dense(1, activation="sigmoid", name="client_head")(backbone(inp))
adapted = keras.Model(inp, out, name="adapted")
adapted.compile(
    optimizer=keras.optimizers.AdamW(5e-3, weight_decay=0.01),
    loss=keras.losses.BinaryCrossentropy(label_smoothing=0.02),
    metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.AUC(name="auc")],
)
print("trainable:", [v.path for v in adapted.trainable_variables])
x, y = client_data(90, shift=0.4)
adapted.fit(x, y, epochs=3, batch_size=30, validation_split=0.2, verbose=2)
