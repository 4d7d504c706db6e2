import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.Input((4,)),
    tf.keras.layers.Dense(8, activation="relu"),
    tf.keras.layers.Dense(2, activation="softmax"),
])
model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
x = np.random.rand(20, 4)
y = np.random.randint(0, 2, 20)
print(model.predict(x, verbose=0).argmax(axis=1))
print(model.evaluate(x, y, verbose=0))
