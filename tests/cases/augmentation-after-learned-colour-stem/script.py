import numpy as np
import keras
from keras import layers

# Histology slides: a learned stain normalisation (1x1 conv) comes first, so that the
# augmentation happens in stain space.


def augmenter(seed=3):
    return keras.Sequential([
        layers.RandomFlip("horizontal_and_vertical", seed=seed),
        layers.RandomRotation(0.1, fill_mode="reflect", seed=seed),
        layers.RandomZoom((-0.1, 0.1), seed=seed),
        layers.RandomTranslation(0.1, 0.1, seed=seed),
    ], name="augment")


def stain_stem(x):
    od = layers.Lambda(lambda t: -keras.ops.log((t + 1.0) / 256.0), name="optical_density")(x)
    return layers.Conv2D(2, 1, kernel_initializer="he_uniform", name="stains")(od)


def classifier(size=24, n_classes=3):
    slide = keras.Input((size, size, 3), name="slide")
    x = augmenter()(stain_stem(slide))
    for i, f in enumerate((8, 12)):
        x = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name=f"dw_{i}")(x)
        x = layers.Conv2D(f, 1, activation="relu", name=f"pw_{i}")(x)
        x = layers.AveragePooling2D(2, name=f"pool_{i}")(x)
    x = layers.GlobalAveragePooling2D(name="gap")(x)
    return keras.Model(slide, layers.Dense(n_classes, activation="softmax", name="tissue")(x), name="histo")


slides = np.random.uniform(0, 255, size=(24, 24, 24, 3)).astype("float32")
tissue = np.random.randint(0, 3, size=24)
model = classifier()
model.compile(optimizer=keras.optimizers.Adam(3e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(slides, tissue, epochs=2, batch_size=8, verbose=2)
print("stain matrix:\n", model.get_layer("stains").get_weights()[0].squeeze().round(2))
