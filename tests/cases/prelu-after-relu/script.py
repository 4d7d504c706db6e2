# super resolution x2 (SRCNN/ESPCN style), PReLU as in the FSRCNN paper
import numpy as np
import keras
from keras import layers

SCALE = 2


def conv_block(x, filters, size, idx):
    x = layers.Conv2D(filters, size, padding="same", activation="relu",
                      kernel_initializer="he_normal", name=f"conv_{idx}")(x)
    return layers.PReLU(shared_axes=[1, 2], name=f"prelu_{idx}")(x)


def fsrcnn(channels=1):
    low = keras.Input((None, None, channels), name="low_res")
    x = low
    for idx, (filters, size) in enumerate([(12, 5), (6, 1), (6, 3), (12, 1)]):
        x = conv_block(x, filters, size, idx)
    x = layers.Conv2D(channels * SCALE ** 2, 3, padding="same", name="to_subpixels")(x)
    high = layers.Conv2DTranspose(channels, 9, strides=SCALE, padding="same", name="deconv")(x)
    return keras.Model(low, high, name="fsrcnn")


class PatchSequence(keras.utils.PyDataset):
    def __init__(self, n_batches=4, batch_size=4, patch=12, **kwargs):
        super().__init__(**kwargs)
        self.n_batches, self.batch_size, self.patch = n_batches, batch_size, patch
        self.rng = np.random.default_rng(5)

    def __len__(self):
        return self.n_batches

    def __getitem__(self, idx):
        hi = self.rng.random((self.batch_size, self.patch * SCALE, self.patch * SCALE, 1)).astype("float32")
        lo = hi.reshape(self.batch_size, self.patch, SCALE, self.patch, SCALE, 1).mean(axis=(2, 4))
        return lo, hi


model = fsrcnn()
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mean_squared_error")
model.fit(PatchSequence(), epochs=2, verbose=2)
for layer in model.layers:
    if isinstance(layer, layers.PReLU):
        print(layer.name, "alpha mean", float(np.mean(layer.get_weights()[0])))  # stays 0.0, strange
