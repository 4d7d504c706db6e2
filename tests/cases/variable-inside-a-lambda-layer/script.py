import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers

temperature = tf.Variable(1.5, name="temperature")

i = Input((10,))
h = layers.Dense(16, activation="relu", name="h")(i)
logits = layers.Dense(4, name="logits")(h)
scaled = layers.Lambda(lambda z: z / temperature, name="scale")(logits)
model = Model(i, layers.Softmax()(scaled))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(np.random.randn(50, 10), np.random.randint(0, 4, 50), epochs=1, batch_size=10)
print(temperature.numpy())
