"""EfficientNetV2L: one training step."""

import keras
import numpy as np

model = keras.applications.EfficientNetV2L(weights=None, input_shape=(224, 224, 3), classes=10)
model.compile("adam", keras.losses.SparseCategoricalCrossentropy())
model.fit(np.zeros((2, 224, 224, 3), "float32"), np.zeros((2,), "int32"), batch_size=2, verbose=0)
