"""NoisyNet exploration layers for a small Q-function, wrapped in a keras Model with its own train_step."""
import numpy as np
import tensorflow as tf
from tensorflow import keras


class NoisyDense(keras.layers.Layer):
    def __init__(self, units, sigma0=0.5, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units, self.sigma0 = units, sigma0
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        fan_in = int(input_shape[-1])
        bound = fan_in ** -0.5
        uni = keras.initializers.RandomUniform(-bound, bound)
        self.w = self.add_weight(shape=(fan_in, self.units), initializer=uni, name="w_mu")
        self.b = self.add_weight(shape=(self.units,), initializer=uni, name="b_mu")
        sig = keras.initializers.Constant(self.sigma0 * bound)
        self.w_sigma = self.add_weight(shape=(fan_in, self.units), initializer=sig, name="w_sigma")
        self.b_sigma = self.add_weight(shape=(self.units,), initializer=sig, name="b_sigma")

    def call(self, x, training=False):
        w, b = self.w, self.b
        if training:
            eps_in = self._noise(tf.shape(x)[-1])
            eps_out = self._noise(self.units)
            w = w + self.w_sigma * eps_in[:, None] * eps_out[None, :]
            b = b + self.b_sigma * eps_out
        return self.activation(tf.matmul(x, w) + b)

    @staticmethod
    def _noise(n):
        e = tf.random.normal([n])
        return tf.sign(e) * tf.sqrt(tf.abs(e))


class QNet(keras.Model):
    def __init__(self, n_actions):
        super().__init__(name="qnet")
        self.h1 = NoisyDense(24, activation="relu", name="h1")
        self.h2 = NoisyDense(n_actions, name="h2")

    def call(self, s, training=False):
        return self.h2(self.h1(s, training=training), training=training)

    def train_step(self, data):
        s, (a, target) = data
        with tf.GradientTape() as tape:
            q = self(s)
            chosen = tf.gather(q, a, batch_dims=1)
            loss = tf.reduce_mean(keras.losses.huber(target[:, None], chosen[:, None]))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss, "mean_q": tf.reduce_mean(q)}


net = QNet(3)
net.compile(optimizer=keras.optimizers.Adam(5e-4))
states = np.random.randn(128, 4).astype("float32")
actions = np.random.randint(0, 3, 128)
targets = np.random.randn(128).astype("float32")
net.fit(states, (actions, targets), batch_size=32, epochs=2, verbose=2)
