import numpy as np
import keras
from keras import ops


class Denoise(keras.layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        # learn how much noise to cut off, per channel
        self.threshold = None

    def build(self, shape):
        self.threshold = self.add_weight(shape=(shape[-1],), initializer=keras.initializers.Constant(0.1), name="threshold")

    def call(self, x):
        keep = ops.abs(x) > self.threshold
        return ops.where(keep, x, ops.zeros_like(x))


model = keras.Sequential([
    keras.Input((16, 1)),
    keras.layers.Conv1D(4, 3, padding="same", name="analysis"),
    Denoise(name="soft_thresh"),
    keras.layers.Conv1D(1, 3, padding="same", name="synthesis"),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss=keras.losses.MeanSquaredError())
clean = np.sin(np.linspace(0, 20, 16 * 20)).reshape(20, 16, 1)
model.fit(clean + 0.1 * np.random.randn(*clean.shape), clean, epochs=2, verbose=0,
          callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="loss")])
