import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

inp = keras.Input(shape=(20,), name="sensor")
x = layers.Dense(16, activation="relu", name="shared")(inp)
seg = layers.Dense(4, activation="softmax", name="seg")(x)
depth = layers.Dense(1, name="depth")(x)

model = keras.Model(inp, {"seg": seg, "depth": depth})
model.compile(
    optimizer="adam",
    loss={"seg": "categorical_crossentropy", "depth": "mse"},
    loss_weights={"seg": 1.0, "depth": 0.0},
)

x = np.random.rand(64, 20)
y = {"seg": np.eye(4)[np.random.randint(0, 4, 64)], "depth": np.random.rand(64, 1)}
hist = model.fit(x, y, epochs=2, batch_size=16, verbose=0)
print(hist.history["loss"])
