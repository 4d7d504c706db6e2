# Transfer learning the way the 2017 blog posts do it: pop the last layer, put a new head on top
import numpy as np
from tensorflow.keras import Model
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.optimizers import SGD

IMG = 32
N_CLASSES = 3

# weights=None here because the machine has no internet; the old task had 7 classes
base = MobileNetV2(input_shape=(IMG, IMG, 3), alpha=0.35, weights=None, classes=7)
print("layers before pop:", len(base.layers))
base.layers.pop()
print("layers after pop:", len(base.layers))   # the same number... whatever

x = base.layers[-1].output
x = Dropout(0.2, name="new_dropout")(x)
x = Dense(12, activation="relu", name="new_hidden")(x)
out = Dense(N_CLASSES, activation="softmax", name="new_head")(x)
model = Model(inputs=base.input, outputs=out)

for layer in base.layers[:-4]:
    layer.trainable = False

model.compile(optimizer=SGD(learning_rate=1e-2, momentum=0.9), loss="categorical_crossentropy", metrics=["accuracy"])


def generator(batch_size=8):
    rng = np.random.default_rng(0)
    while True:
        labels = rng.integers(0, N_CLASSES, batch_size)
        yield rng.random((batch_size, IMG, IMG, 3)).astype("float32"), np.eye(N_CLASSES, dtype="float32")[labels]


print("trainable:", len(model.trainable_variables), "of", len(model.variables))
model.fit(generator(), steps_per_epoch=2, epochs=1, verbose=2)
