import numpy as np
import tf_keras
from tf_keras import layers

WIDTHS = [64, 32, 16]

x = layers.Input(shape=(13,))
h = x
for w in WIDTHS:
    h = layers.Dense(w, activation="relu", name=f"dense_{w}")(x)
out = layers.Dense(1, name="out")(h)

model = tf_keras.models.Model(x, out)
model.compile(optimizer=tf_keras.optimizers.RMSprop(1e-3), loss="huber")
model.fit(np.random.randn(60, 13), np.random.randn(60), batch_size=20, epochs=2, verbose=2)
