"""Key-value memory cell (a small cousin of the NTM), Keras 2 style. Encoder and decoder share the cell class."""
import argparse

import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras.layers import RNN, Dense, Embedding, Layer


class MemoryCell(Layer):
    def __init__(self, units, slots, **kwargs):
        super().__init__(**kwargs)
        self.units, self.slots = units, slots

    @property
    def state_size(self):
        return [tf.TensorShape([self.units]), tf.TensorShape([self.slots, self.units])]

    @property
    def output_size(self):
        return tf.TensorShape([self.units])

    def build(self, input_shape):
        self.write = Dense(self.units, activation="tanh", name="write")
        self.address = Dense(self.slots, activation="softmax", name="address")
        self.out = Dense(self.units, activation="tanh", name="out")
        width = int(input_shape[-1]) + self.units
        self.write.build((None, width))
        self.address.build((None, width))
        self.out.build((None, width + self.units))
        self.built = True

    def call(self, x, states):
        h, memory = states
        key = tf.concat([x, h], -1)
        where = self.address(key)[..., None]
        memory = (1.0 - where) * memory + where * self.write(key)[:, None, :]
        read = tf.reduce_sum(where * memory, axis=1)
        h = self.out(tf.concat([key, read], -1))
        return h, [h, memory]


class CopyTask(tf_keras.Model):
    def __init__(self, symbols, units=12, slots=4):
        super().__init__(name="copy")
        self.symbols = Embedding(symbols, 6, name="symbols")
        self.reader = RNN(MemoryCell(units, slots, name="read_cell"), return_state=True, name="reader")
        self.writer = RNN(MemoryCell(units, slots, name="write_cell"), return_sequences=True, name="writer")
        self.classify = Dense(symbols, name="classify")

    def call(self, inputs):
        x = self.symbols(inputs)
        _, h, memory = self.reader(x)
        blank = tf.zeros_like(x)
        return self.classify(self.writer(blank, initial_state=h))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--symbols", type=int, default=9)
    p.add_argument("--epochs", type=int, default=2)
    a = p.parse_args()
    data = np.random.randint(0, a.symbols, (64, 6))
    model = CopyTask(a.symbols)
    model.compile("adam", tf_keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(data, data, epochs=a.epochs, batch_size=16, verbose=2)


if __name__ == "__main__":
    main()
