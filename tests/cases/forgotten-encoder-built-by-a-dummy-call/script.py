"""A classifier whose second encoder is built by a dummy call, as the others are, and then never used."""
import numpy as np
import keras
from keras import layers, ops


class TwoViews(keras.Model):
    def __init__(self):
        super().__init__(name="two_views")
        self.near = layers.Dense(6, activation="relu", name="near")
        self.far = layers.Dense(6, activation="relu", name="far")
        self.head = layers.Dense(1, name="head")

    def call(self, x):
        left, right = ops.split(x, 2, axis=-1)
        both = ops.concatenate([self.near(left), self.near(right)], axis=-1)
        return self.head(both)


model = TwoViews()
for part in (model.near, model.far):
    part(np.zeros((1, 4), "float32"))  # build the weights
model(np.zeros((1, 8), "float32"))
print("weights:", model.count_params())

model.compile("adam", "mse")
x = np.random.rand(48, 8).astype("float32")
model.fit(x, x.mean(axis=1), batch_size=16, epochs=1, verbose=0)
