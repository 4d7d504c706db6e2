import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Block(layers.Layer):
    def __init__(self, dim, heads, **kw):
        super().__init__(**kw)
        self.ln1 = layers.LayerNormalization(name="ln1")
        self.mha = layers.MultiHeadAttention(heads, dim // heads, name="mha")
        self.ln2 = layers.LayerNormalization(name="ln2")
        self.mlp = layers.Dense(dim, activation="gelu", name="mlp")

    def call(self, x):
        y = self.ln1(x)
        attn = self.mha(y, y)
        x = x + y
        return x + self.mlp(self.ln2(x))


class ViT(tf.keras.Model):
    def __init__(self):
        super().__init__(name="vit")
        self.embed = layers.Conv2D(8, 4, strides=4, name="embed")
        self.flat = layers.Reshape((-1, 8))
        self.block = Block(8, 2, name="block")
        self.head = layers.Dense(3, name="head")

    def call(self, img):
        return self.head(tf.reduce_mean(self.block(self.flat(self.embed(img))), 1))


vit = ViT()
vit.compile("adam", loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))
img = np.random.rand(12, 16, 16, 1).astype("float32")
lab = np.eye(3)[np.random.randint(0, 3, 12)]
for step in range(3):
    print(vit.train_on_batch(img, lab))
