"""Custom recurrent cells in the Keras 2 way: state_size, output_size, get_initial_state; wrapped by RNN together with
a stock LSTMCell and started with what the encoder left behind."""
import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers


class MinimalRNNCell(layers.Layer):
    """Chen (2017): u = sigmoid(W h + V z), h' = u h + (1-u) z"""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        dim = int(input_shape[-1])
        self.inner = self.add_weight("inner", (dim, self.units), initializer="glorot_uniform")
        self.recurrent = self.add_weight("recurrent", (self.units, self.units), initializer="orthogonal")
        self.latent = self.add_weight("latent", (self.units, self.units), initializer="glorot_uniform")
        self.bias = self.add_weight("bias", (self.units,), initializer="ones")
        self.built = True

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        return tf.zeros([batch_size, self.units], dtype or tf.float32)

    def call(self, inputs, states, training=None):
        h = states[0] if tf.nest.is_nested(states) else states
        z = tf.tanh(tf.matmul(inputs, self.inner))
        u = tf.sigmoid(tf.matmul(h, self.recurrent) + tf.matmul(z, self.latent) + self.bias)
        h = u * h + (1.0 - u) * z
        return h, [h]


def stack(name, **kw):
    cells = [MinimalRNNCell(10, name=name + "_min"), layers.LSTMCell(8, name=name + "_lstm")]
    return layers.RNN(cells, name=name, **kw)


class Tagger(tf_keras.Model):
    def __init__(self):
        super().__init__(name="tagger")
        self.emb = layers.Embedding(30, 7, name="emb")
        self.encoder = stack("enc", return_state=True)
        self.decoder = stack("dec", return_sequences=True)
        self.tags = layers.TimeDistributed(layers.Dense(5), name="tags")

    def call(self, inputs, training=None):
        sentence, words = inputs
        _, minimal, lstm = self.encoder(self.emb(sentence))
        y = self.decoder(self.emb(words), initial_state=[minimal, lstm])
        return self.tags(y)


model = Tagger()
optimizer = tf_keras.optimizers.Adam(1e-2, clipvalue=0.5)
ce = tf_keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def step(sentence, words, tags):
    with tf.GradientTape() as tape:
        loss = ce(tags, model((sentence, words), training=True))
    optimizer.minimize(loss, model.trainable_variables, tape=tape)
    return loss


for i in range(4):
    s, w = np.random.randint(0, 30, (2, 12, 6))
    print(i, step(tf.constant(s), tf.constant(w), tf.constant(np.random.randint(0, 5, (12, 6)))).numpy())
