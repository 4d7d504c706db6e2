# Caption decoder, Keras 2 style (we are still on tf_keras for the export pipeline)
import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import backend as K
from tf_keras import layers

VOCAB, STEPS, REGIONS, FEAT, UNITS = 30, 7, 6, 10, 14


class VisualGRUCell(layers.Layer):
    """GRU-like cell that may look at a memory of image regions at every step."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        if isinstance(input_shape, list):       # [x, constants...]
            input_shape = input_shape[0]
        dim = int(input_shape[-1])
        self.w = self.add_weight(name="w", shape=(dim, 2 * self.units), initializer="glorot_uniform")
        self.u = self.add_weight(name="u", shape=(self.units, 2 * self.units), initializer="orthogonal")
        self.b = self.add_weight(name="b", shape=(2 * self.units,), initializer="zeros")
        self.built = True

    def call(self, inputs, states, constants=None):
        h = states[0]
        zx, cx = tf.split(K.dot(inputs, self.w) + self.b, 2, axis=-1)
        zh, ch = tf.split(K.dot(h, self.u), 2, axis=-1)
        z = K.sigmoid(zx + zh)
        new = z * h + (1.0 - z) * K.tanh(cx + ch)
        return new, [new]


words = layers.Input((STEPS,), dtype="int32", name="words")
regions = layers.Input((REGIONS, FEAT), name="regions")

emb = layers.Embedding(VOCAB, 12, name="emb")(words)
memory = layers.Dense(UNITS, activation="tanh", name="mem_dense")(regions)
memory = layers.LayerNormalization(name="mem_norm")(memory)
seq = layers.RNN(VisualGRUCell(UNITS, name="visual_gru"), return_sequences=True, name="decoder")(emb, constants=[memory])
probs = layers.TimeDistributed(layers.Dense(VOCAB, activation="softmax"), name="probs")(seq)

captioner = tf_keras.Model([words, regions], probs, name="captioner")
captioner.compile(optimizer=tf_keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy")

w = np.random.randint(1, VOCAB, size=(40, STEPS + 1))
r = np.random.rand(40, REGIONS, FEAT).astype("float32")
captioner.fit([w[:, :-1], r], w[:, 1:, None], batch_size=10, epochs=2, verbose=2)
