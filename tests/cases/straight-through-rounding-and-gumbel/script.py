import tensorflow as tf


@tf.custom_gradient
def round_ste(x):
    def grad(dy):
        return dy
    return tf.round(x), grad


def gumbel_softmax(logits, tau=0.7):
    g = -tf.math.log(-tf.math.log(tf.random.uniform(tf.shape(logits), 1e-6, 1 - 1e-6)))
    soft = tf.nn.softmax((logits + g) / tau)
    hard = tf.one_hot(tf.argmax(soft, axis=-1), tf.shape(logits)[-1])
    return tf.stop_gradient(hard - soft) + soft


class DiscreteAE(tf.keras.Model):
    def __init__(self):
        super().__init__(name="discrete_ae")
        self.choose = tf.keras.layers.Dense(5, name="choose")
        self.level = tf.keras.layers.Dense(3, activation="sigmoid", name="level")
        self.codebook = tf.keras.layers.Dense(4, use_bias=False, name="codebook")
        self.out = tf.keras.layers.Dense(8, name="out")

    def call(self, x):
        picked = self.codebook(gumbel_softmax(self.choose(x)))
        levels = round_ste(self.level(x) * 7.0) / 7.0
        return self.out(tf.concat([picked, levels], axis=-1))


model = DiscreteAE()
model.compile(optimizer="nadam", loss="mse")
x = tf.random.normal([64, 8])
model.fit(x, x, epochs=2, batch_size=16, verbose=0)
print("used codes:", tf.unique(tf.argmax(model.choose(x), axis=1))[0].numpy())
