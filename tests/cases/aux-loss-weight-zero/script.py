import numpy as np
import keras
from keras import layers

# multi task: segmentation + depth.
inp = keras.Input((8, 8, 3), name="rgb")
h = layers.DepthwiseConv2D(3, padding="same", name="dw")(inp)
h = layers.GroupNormalization(groups=3, name="gn")(h)
h = layers.PReLU(name="prelu")(h)
seg = layers.Conv2D(2, 1, activation="softmax", name="seg")(h)
depth = layers.Conv2D(1, 1, name="depth")(h)

model = keras.Model(inp, {"seg": seg, "depth": depth})
model.compile(
    optimizer=keras.optimizers.AdamW(1e-3),
    loss={"seg": "sparse_categorical_crossentropy", "depth": "mae"},
    loss_weights={"seg": 1.0, "depth": 0.0},
)
x = np.random.rand(8, 8, 8, 3).astype("float32")
y = {"seg": np.random.randint(0, 2, (8, 8, 8)), "depth": np.random.rand(8, 8, 8, 1)}
model.fit(x, y, epochs=1, verbose=0)
