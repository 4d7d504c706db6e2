import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

frames = layers.Input((12, 6), name="frames")
text = layers.Input((9,), name="text_embedding")

v = layers.Conv1D(16, 3, padding="same", activation="relu", name="temporal")(frames)
t = layers.Dense(16, name="text_proj")(text)
t = layers.Reshape((1, 16))(t)
fused = layers.MultiHeadAttention(num_heads=2, key_dim=8, name="cross")(query=v, value=t, key=t)
x = layers.Add()([v, fused])
x = layers.LayerNormalization(name="ln")(x)
x = layers.GlobalAveragePooling1D()(x)
out = layers.Dense(1, name="relevance")(x)

model = tf.keras.Model([frames, text], out)
model.compile(tf.keras.optimizers.Adam(1e-3), "mse")
model.fit([np.random.randn(32, 12, 6), np.random.randn(32, 9)], np.random.rand(32), batch_size=8, epochs=1)
