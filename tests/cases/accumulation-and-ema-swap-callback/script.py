# gradient accumulation by the optimizer, EMA of the weights swapped in for validation
import numpy as np
import keras
from keras import layers

SETTINGS = dict(epochs=2, micro_batch=8, accumulate=4, ema=0.95, width=12)


def squeeze_excite(x, ratio=4, name="se"):
    c = x.shape[-1]
    s = layers.GlobalAveragePooling1D(keepdims=True)(x)
    s = layers.Dense(max(c // ratio, 2), activation="relu", name=name + "_sq")(s)
    s = layers.Dense(c, activation="sigmoid", name=name + "_ex")(s)
    return layers.Multiply()([x, s])


def ecg_net():
    sig = keras.Input((64, 1), name="ecg")
    age = keras.Input((1,), name="age")
    x = layers.Conv1D(SETTINGS["width"], 7, strides=2, name="stem")(sig)
    x = layers.GroupNormalization(groups=4, name="gn")(x)
    x = layers.PReLU(shared_axes=[1], name="prelu")(x)
    x = squeeze_excite(x)
    x = layers.Concatenate()([layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)])
    gamma = layers.Dense(x.shape[-1], kernel_initializer="zeros", name="film_gamma")(age)
    beta = layers.Dense(x.shape[-1], kernel_initializer="zeros", name="film_beta")(age)
    x = x * (1.0 + gamma) + beta
    return keras.Model([sig, age], layers.Dense(1, activation="sigmoid", name="risk")(x))


opt = keras.optimizers.Adam(
    1e-3, gradient_accumulation_steps=SETTINGS["accumulate"],
    use_ema=True, ema_momentum=SETTINGS["ema"], ema_overwrite_frequency=None)
model = ecg_net()
model.compile(optimizer=opt, loss=keras.losses.BinaryFocalCrossentropy(), metrics=["auc"])

ecg = np.random.randn(96, 64, 1).astype("float32")
age = np.random.rand(96, 1).astype("float32")
label = np.random.randint(0, 2, (96, 1))
model.fit([ecg, age], label, batch_size=SETTINGS["micro_batch"], epochs=SETTINGS["epochs"],
          validation_split=0.25, verbose=2, callbacks=[keras.callbacks.SwapEMAWeights(swap_on_epoch=False)])
