import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

x = np.random.rand(96, 15).astype("float32")
y = np.random.randint(0, 3, 96)

inp = keras.Input((15,))
code = layers.Dense(6, activation="relu", name="enc")(inp)
rec = layers.Dense(15, activation="sigmoid", name="dec")(code)
autoencoder = keras.Model(inp, rec, name="autoencoder")
encoder = keras.Model(inp, code, name="encoder")

hidden = layers.Dense(8, activation="relu", name="clf_hidden")(encoder.output)
probs = layers.Dense(3, activation="softmax", name="clf_out")(hidden)
classifier = keras.Model(inp, probs, name="classifier")

# 1. unsupervised
autoencoder.compile("adam", "mse")
autoencoder.fit(x, x, epochs=1, batch_size=32, verbose=0)

# 2. supervised, encoder fixed
encoder.trainable = False
classifier.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
classifier.fit(x, y, epochs=1, batch_size=32, verbose=0)
print(classifier.evaluate(x, y, verbose=0))
