import numpy as np
import tensorflow as tf
import tf_keras as keras

X = np.random.rand(100, 8).astype("float32")
Y = (X.mean(axis=1) > 0.5).astype("float32")

inputs = keras.Input(shape=(8,))
hidden = keras.layers.Dense(12, activation="sigmoid", name="first")(inputs)
output = keras.layers.Dense(1, activation="softmax", name="last")(hidden)
model = keras.Model(inputs, output)
model.compile(optimizer=keras.optimizers.legacy.SGD(0.1), loss="mae", metrics=["accuracy"])
model.fit(X, Y, epochs=2, batch_size=25, verbose=0)
print(model.evaluate(X, Y, verbose=0))
