import keras
import numpy as np
from keras import layers

tokens = keras.Input((6, 4), name="tokens")
aside = keras.Input((3,), name="aside")
left = layers.Dense(5, name="left")(tokens)
right = layers.Dense(5, name="right")(tokens)
gate = layers.Dense(5, name="gate")(aside)
both = keras.ops.concatenate([left, right], axis=-1)
kept = both[:, :, :5]
chosen = keras.ops.cast(keras.ops.argmax(gate, axis=-1), "float32")
mean = keras.ops.mean(kept, axis=(1, 2))
score = layers.Dense(1, name="score")(keras.ops.stack([mean, chosen], axis=-1))
slow = keras.ops.stop_gradient(layers.Dense(1, name="slow")(aside))
model = keras.Model([tokens, aside], score + slow)
model.compile("adam", "mse")
model.fit([np.ones((8, 6, 4)), np.ones((8, 3))], np.ones((8, 1)), verbose=0)
