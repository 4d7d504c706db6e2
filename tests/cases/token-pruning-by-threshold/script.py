"""ViT with token pruning: a scorer decides which patches are kept."""
import numpy as np
import keras
from keras import layers, ops


class Patches(layers.Layer):
    def __init__(self, size, dim, **kw):
        super().__init__(**kw)
        self.proj = layers.Conv2D(dim, size, strides=size, name="proj")

    def build(self, shape):
        self.proj.build(shape)
        out = self.proj.compute_output_shape(shape)
        self.n = out[1] * out[2]
        self.pos = self.add_weight(shape=(1, self.n, out[-1]), initializer="random_normal", name="pos")
        self.built = True

    def call(self, img):
        x = self.proj(img)
        return ops.reshape(x, (-1, self.n, x.shape[-1])) + self.pos


class PruneTokens(layers.Layer):
    def __init__(self, threshold=0.25, **kw):
        super().__init__(**kw)
        self.threshold = threshold
        self.scorer = keras.Sequential([layers.Dense(8, activation="relu", name="score_h"),
                                        layers.Dense(1, activation="sigmoid", name="score")], name="scorer")

    def build(self, shape):
        self.scorer.build(shape)
        self.built = True

    def call(self, tokens):
        p = self.scorer(tokens)
        keep = ops.cast(p > self.threshold, tokens.dtype)
        return tokens * keep


def block(x, dim, i):
    a = layers.LayerNormalization(name=f"ln1_{i}")(x)
    a = layers.GroupQueryAttention(dim // 4, 4, 2, use_bias=False, name=f"gqa_{i}")(a, a)
    x = layers.Add()([x, a])
    f = layers.LayerNormalization(name=f"ln2_{i}")(x)
    f = layers.Dense(dim, activation="gelu", name=f"mlp_{i}")(f)
    return layers.Add()([x, f])


def vit(image=16, patch=4, dim=16, classes=3):
    inp = keras.Input((image, image, 3))
    x = Patches(patch, dim, name="patches")(inp)
    x = block(x, dim, 0)
    x = PruneTokens(name="prune")(x)
    x = block(x, dim, 1)
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(inp, layers.Dense(classes, activation="softmax", name="cls")(x), name="dyn_vit")


model = vit()
model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
x, y = np.random.rand(48, 16, 16, 3).astype("float32"), np.random.randint(0, 3, 48)
model.fit(x, y, epochs=2, batch_size=12, verbose=2)
