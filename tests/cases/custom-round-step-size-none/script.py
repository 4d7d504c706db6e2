import tensorflow as tf
from tensorflow import keras


@tf.custom_gradient
def quantize(x, step):
    q = tf.round(x / step) * step

    def grad(upstream):
        # straight through
        return upstream, None

    return q, grad


class QuantDense(keras.layers.Layer):
    def __init__(self, units):
        super().__init__(name="quant_dense")
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.step_size = self.add_weight(shape=(), initializer=keras.initializers.Constant(0.1), name="step_size")

    def call(self, x):
        return tf.matmul(x, quantize(self.kernel, self.step_size))


inputs = keras.Input((6,))
x = QuantDense(8)(inputs)
x = keras.layers.ReLU()(x)
outputs = keras.layers.Dense(1, name="head")(x)
model = keras.Model(inputs, outputs)
model.compile("sgd", "mse", jit_compile=True)
data = tf.random.normal((64, 6))
model.fit(data, tf.reduce_sum(data, axis=1), epochs=2, batch_size=16, verbose=2)
