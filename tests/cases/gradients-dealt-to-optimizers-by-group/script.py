"""Fine-tuning a small vision transformer-ish net: three parameter groups, three optimizers, one backward pass."""
from collections import defaultdict
import re
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(5)


class Patches(layers.Layer):
    def __init__(self, n, d, **kw):
        super().__init__(**kw)
        self.proj = layers.Conv2D(d, 4, strides=4, name="proj")
        self.n, self.d = n, d

    def build(self, shape):
        self.pos = self.add_weight(name="pos", shape=(1, self.n, self.d), initializer="random_normal")
        super().build(shape)

    def call(self, img):
        return tf.reshape(self.proj(img), [-1, self.n, self.d]) + self.pos


inp = layers.Input((16, 16, 3))
x = Patches(16, 12, name="patches")(inp)
for i in range(2):
    n = layers.LayerNormalization(name=f"ln_{i}")(x)
    x = layers.Add()([x, layers.MultiHeadAttention(2, 6, name=f"att_{i}")(n, n)])
x = layers.GlobalAveragePooling1D()(x)
model = tf.keras.Model(inp, layers.Dense(5, name="classifier")(x), name="vit")

GROUPS = [
    ("no_decay", r"(bias|gamma|beta|pos)$", tf.keras.optimizers.Adam(1e-3)),
    ("head", r"^classifier/", tf.keras.optimizers.SGD(1e-2, momentum=0.9)),
    ("body", r".*", tf.keras.optimizers.AdamW(5e-4, weight_decay=0.01)),
]


def group_of(variable):
    return next(name for name, pattern, _ in GROUPS if re.search(pattern, variable.path))


optimizers = {name: opt for name, _, opt in GROUPS}


@tf.function
def step(img, label):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(label, model(img, training=True), from_logits=True))
    pairs = defaultdict(list)
    for g, v in zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables):
        pairs[group_of(v)].append((tf.clip_by_norm(g, 1.0), v))
    for name in sorted(pairs):
        optimizers[name].apply_gradients(pairs[name])
    return loss


images = np.random.rand(32, 16, 16, 3).astype("float32")
labels = np.random.randint(0, 5, 32)
for epoch in range(2):
    print(epoch, np.mean([float(step(images[i:i + 16], labels[i:i + 16])) for i in (0, 16)]))
