"""Vision transformer for 16x16 textures. Head = global average of the patches (class token kept for later distillation)."""
import numpy as np
import keras
from keras import layers, ops

PATCH, DIM, HEADS, DEPTH = 4, 16, 2, 1


class Tokens(layers.Layer):
    def __init__(self, dim, n_patches, **kwargs):
        super().__init__(**kwargs)
        self.dim, self.n_patches = dim, n_patches

    def build(self, shape):
        self.cls = self.add_weight(name="cls", shape=(1, 1, self.dim), initializer="random_normal")
        self.pos = self.add_weight(name="pos", shape=(1, self.n_patches + 1, self.dim), initializer="random_normal")

    def call(self, patches):
        cls = ops.broadcast_to(self.cls, (ops.shape(patches)[0], 1, self.dim))
        return ops.concatenate([cls, patches], axis=1) + self.pos

    def compute_output_shape(self, shape):
        return (shape[0], self.n_patches + 1, self.dim)


def block(x, i):
    h = layers.LayerNormalization(name=f"ln_a{i}")(x)
    x = layers.Add()([x, layers.MultiHeadAttention(HEADS, DIM // HEADS, dropout=0.1, name=f"mha_{i}")(h, h)])
    h = layers.LayerNormalization(name=f"ln_b{i}")(x)
    h = layers.Dense(2 * DIM, activation="gelu", name=f"mlp_up{i}")(h)
    return layers.Add()([x, layers.Dense(DIM, name=f"mlp_down{i}")(h)])


def vit(side=16, classes=4):
    image = keras.Input((side, side, 1), name="image")
    p = layers.Conv2D(DIM, PATCH, strides=PATCH, name="patchify")(image)
    n = (side // PATCH) ** 2
    x = Tokens(DIM, n, name="tokens")(layers.Reshape((n, DIM))(p))
    for i in range(DEPTH):
        x = block(x, i)
    patches = layers.Lambda(lambda t: t[:, 1:], name="drop_cls")(x)
    pooled = layers.GlobalAveragePooling1D(name="gap")(patches)
    return keras.Model(image, layers.Dense(classes, activation="softmax", name="head")(pooled), name="vit")


x = np.random.rand(40, 16, 16, 1).astype("float32")
y = np.random.randint(0, 4, 40)
model = vit()
model.compile(optimizer=keras.optimizers.AdamW(1e-3), loss="sparse_categorical_crossentropy")
model.fit(x, y, batch_size=10, epochs=2, verbose=2)
