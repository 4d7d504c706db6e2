"""Decoder cell in the style of the old AttentionWrapper: memory is set up before the RNN runs."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

V_IN, V_OUT, U = 30, 28, 16
keras.utils.set_random_seed(61)


class LuongCell(layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = [units, units]            # GRU state and attentional vector (input feeding)
        self.gru = layers.GRUCell(units, name="gru")
        self.score = layers.Dense(units, use_bias=False, name="score")
        self.combine = layers.Dense(units, activation="tanh", name="combine")
        self.memory = None

    def setup_memory(self, memory):
        self.memory, self.keys = memory, self.score(memory)

    def call(self, x, states):
        h, fed = states
        out, h = self.gru(tf.concat([x, fed], axis=-1), h)
        weights = tf.nn.softmax(tf.einsum("bu,btu->bt", out, self.keys), axis=-1)
        context = tf.einsum("bt,btu->bu", weights, self.memory)
        attentional = self.combine(tf.concat([context, out], axis=-1))
        return attentional, [h, attentional]


class Translator(keras.Model):
    def __init__(self):
        super().__init__(name="nmt")
        self.src = layers.Embedding(V_IN, 10, name="src")
        self.tgt = layers.Embedding(V_OUT, 10, name="tgt")
        self.encoder = layers.GRU(U, return_sequences=True, return_state=True, name="encoder")
        self.cell = LuongCell(U, name="cell")
        self.out = layers.Dense(V_OUT, name="out")

    def call(self, inputs):
        source, target = inputs
        memory, _ = self.encoder(self.src(source))       # final state not needed, attention sees everything
        self.cell.setup_memory(memory)
        states = [tf.zeros_like(memory[:, 0]), tf.zeros_like(memory[:, 0])]
        outputs = []
        for x in tf.unstack(self.tgt(target), axis=1):
            y, states = self.cell(x, states)
            outputs.append(y)
        return self.out(tf.stack(outputs, axis=1))


nmt = Translator()
nmt.compile(keras.optimizers.Adam(2e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
source = np.random.randint(0, V_IN, (32, 8))
target = np.random.randint(0, V_OUT, (32, 7))
nmt.fit((source, target[:, :-1]), target[:, 1:], batch_size=16, epochs=2, verbose=2)
