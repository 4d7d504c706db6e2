import numpy as np
import keras
from keras import layers, ops


class NTM(keras.Model):
    def __init__(self, slots=6, width=4):
        super().__init__(name="ntm")
        self.controller = layers.Dense(8, activation="tanh", name="controller")
        self.write = layers.Dense(slots * width, name="write")
        self.address = layers.Dense(slots, activation="softmax", name="address")
        self.out = layers.Dense(1, name="out")
        self.memory = self.add_weight(shape=(slots, width), initializer="random_normal", trainable=False, name="memory")
        self.slots, self.width = slots, width

    def call(self, x):
        c = self.controller(x)
        w = ops.mean(self.write(c), axis=0)
        self.memory.assign(ops.reshape(w, (self.slots, self.width)))
        a = self.address(c)
        r = ops.matmul(a, self.memory)
        return self.out(ops.concatenate([c, r], axis=-1))


m = NTM()
m.compile(optimizer="adam", loss="mse")
x = np.random.rand(24, 5)
m.fit(x, x[:, :1] * x[:, 1:2], epochs=2, batch_size=8, verbose=0)
