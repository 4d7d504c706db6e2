import numpy as np
import keras
from keras import layers, ops

N_CLASSES = 3
WIDTHS = (8, 12, 16)


def conv_bn_relu(x, filters, stride, name):
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False, name=f"{name}_conv")(x)
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def backbone(image):
    feats, x = [], image
    for level, width in enumerate(WIDTHS, start=3):
        x = conv_bn_relu(x, width, 2, f"c{level}")
        feats.append(x)
    return feats


def pyramid(feats, dim=12):
    """Top-down pathway, Lin et al. 2017."""
    laterals = [layers.Conv2D(dim, 1, name=f"lateral_{i}")(f) for i, f in enumerate(feats, start=3)]
    merged = [laterals[-1]]
    for lateral in laterals[-2::-1]:
        up = layers.UpSampling2D(2)(merged[0])
        merged.insert(0, layers.Add()([lateral, up]))
    smoothed = [layers.Conv2D(dim, 3, padding="same", name=f"smooth_p{i}")(m) for i, m in enumerate(merged, start=3)]
    return merged, smoothed


def detection_head(dim=12):
    return keras.Sequential([
        keras.Input((None, None, dim)),
        layers.Conv2D(dim, 3, padding="same", activation="relu", name="tower"),
        layers.GlobalAveragePooling2D(name="gap"),
        layers.Dense(N_CLASSES, name="logits"),
    ], name="shared_head")


image = keras.Input((32, 32, 3), name="image")
maps, _ = pyramid(backbone(image))
head = detection_head()
scores = layers.Average(name="vote")([head(m) for m in maps])
detector = keras.Model(image, scores, name="fpn")
detector.compile(
    optimizer=keras.optimizers.SGD(0.01, momentum=0.9, clipnorm=1.0),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.05),
    metrics=["accuracy"],
)

x = np.random.rand(24, 32, 32, 3).astype("float32")
y = np.asarray(ops.one_hot(np.random.randint(0, N_CLASSES, 24), N_CLASSES))
history = detector.fit(x, y, batch_size=8, epochs=2, verbose=0)
print({k: round(v[-1], 3) for k, v in history.history.items()})
