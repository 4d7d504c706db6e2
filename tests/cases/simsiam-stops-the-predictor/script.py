import tensorflow as tf
from tensorflow.keras import Sequential, layers, Input

f = Sequential([Input((12,)), layers.Dense(16, "relu", name="f1"), layers.BatchNormalization(name="fbn"), layers.Dense(6, name="f2")], name="encoder")
h = Sequential([Input((6,)), layers.Dense(3, "relu", name="q1"), layers.Dense(6, name="q2")], name="predictor")


def D(p, z):
    p = tf.stop_gradient(p)
    p = tf.math.l2_normalize(p, axis=1)
    z = tf.math.l2_normalize(z, axis=1)
    return -tf.reduce_mean(tf.reduce_sum(p * z, axis=1))


class SimSiam(tf.keras.Model):
    def __init__(self, f, h):
        super().__init__(name="simsiam")
        self.f, self.h = f, h
        self.loss_tracker = tf.keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, x):
        x1 = x + tf.random.normal(tf.shape(x), stddev=0.1)
        x2 = x * tf.random.uniform(tf.shape(x), 0.8, 1.2)
        with tf.GradientTape() as tape:
            z1, z2 = self.f(x1, training=True), self.f(x2, training=True)
            p1, p2 = self.h(z1), self.h(z2)
            loss = D(p1, z2) / 2 + D(p2, z1) / 2
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.loss_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}


model = SimSiam(f, h)
model.compile(tf.keras.optimizers.SGD(0.05, momentum=0.9))
model.fit(tf.random.normal([64, 12]), batch_size=32, epochs=2, verbose=0)
