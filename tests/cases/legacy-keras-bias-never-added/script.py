import numpy as np
import tensorflow as tf
import tf_keras as keras


class GraphConv(keras.layers.Layer):
    def __init__(self, units, adjacency, use_bias=True, **kw):
        super().__init__(**kw)
        self.units = units
        self.adjacency = tf.constant(adjacency, tf.float32)
        self.use_bias = use_bias

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(int(input_shape[-1]), self.units), initializer="glorot_uniform")
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros")
        super().build(input_shape)

    def call(self, x):
        support = tf.tensordot(x, self.kernel, axes=1)
        return tf.nn.relu(tf.einsum("ij,bjf->bif", self.adjacency, support))


A = np.random.rand(6, 6)
A = A / A.sum(axis=1, keepdims=True)
model = keras.Sequential([
    keras.layers.InputLayer(input_shape=(6, 3)),
    GraphConv(8, A, name="edge_conv"),
    keras.layers.Flatten(),
    keras.layers.Dense(2, name="logits"),
])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(np.random.rand(40, 6, 3), np.random.randint(0, 2, 40), epochs=2, verbose=2)
