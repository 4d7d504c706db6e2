import numpy as np
import keras
from keras import layers, ops


class EncoderBlock(layers.Layer):
    def __init__(self, dim, heads, ff, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.att = layers.MultiHeadAttention(num_heads=heads, key_dim=dim // heads, name="att")
        self.ff1 = layers.Dense(ff, activation="gelu", name="ff1")
        self.ff2 = layers.Dense(dim, name="ff2")
        self.norm1 = layers.LayerNormalization(epsilon=1e-6, name="norm1")
        self.norm2 = layers.LayerNormalization(epsilon=1e-6, name="norm2")
        self.drop = layers.Dropout(rate)

    def build(self, input_shape):
        self.att.build(input_shape, input_shape)
        self.ff1.build(input_shape)
        self.ff2.build((*input_shape[:-1], self.ff1.units))
        self.norm1.build(input_shape)
        self.norm2.build(input_shape)
        self.built = True

    def call(self, x, training=None):
        a = self.att(x, x)
        x = self.norm1(x + self.drop(a, training=training))
        f = self.ff2(self.ff1(x))
        return self.norm1(x + self.drop(f, training=training))


inputs = keras.Input((7, 16))
h = EncoderBlock(16, 2, 32, name="block")(inputs)
h = layers.Lambda(lambda t: ops.mean(t, axis=1))(h)
outputs = layers.Dense(1, activation="sigmoid", name="score")(h)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="binary_crossentropy")
model.fit(np.random.randn(48, 7, 16), np.random.randint(0, 2, 48), epochs=1, batch_size=16)
