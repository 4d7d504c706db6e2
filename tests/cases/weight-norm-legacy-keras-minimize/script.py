import tensorflow as tf
import tf_keras as keras


class WNDense(keras.layers.Layer):
    def __init__(self, units, activation=None, **kw):
        super().__init__(**kw)
        self.units, self.act = units, keras.activations.get(activation)

    def build(self, shape):
        self.v = self.add_weight(name="v", shape=(shape[-1], self.units), initializer="random_normal")
        self.g = self.add_weight(name="g", shape=(self.units,), initializer="ones")
        self.b = self.add_weight(name="b", shape=(self.units,), initializer="zeros")

    def call(self, x):
        w = self.g * tf.nn.l2_normalize(self.v, axis=0)
        return self.act(x @ w + self.b)


model = keras.Sequential([WNDense(10, "relu", name="wn1"), WNDense(1, name="wn2")])
optimizer = keras.optimizers.Adam(0.01)
x = tf.random.normal([64, 4])
y = tf.reduce_prod(x[:, :2], axis=1, keepdims=True)
model(x[:1])


def loss():
    return tf.reduce_mean(keras.losses.mse(y, model(x, training=True)))


for i in range(5):
    optimizer.minimize(loss, var_list=model.trainable_variables)
    print(i, loss().numpy())
