"""Class-conditional flow matching with classifier-free guidance on 2-d points."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops


class LabelEmbedding(layers.Layer):
    def __init__(self, n_classes, dim, p_drop=0.1, **kwargs):
        super().__init__(**kwargs)
        self.n_classes, self.dim, self.p_drop = n_classes, dim, p_drop
        self.seed_gen = keras.random.SeedGenerator(3)
        self.table = layers.Embedding(n_classes, dim, name="table")

    def build(self, shape):
        self.null = self.add_weight(name="null", shape=(self.dim,), initializer="random_normal")
        self.table.build(shape)

    def call(self, labels, training=None, force_null=False):
        emb = self.table(labels)
        if force_null:
            return ops.zeros_like(emb) + self.null
        if training:
            drop = keras.random.uniform((ops.shape(labels)[0], 1), seed=self.seed_gen) < self.p_drop
            emb = ops.where(drop, self.null, emb)
        return emb


class Velocity(keras.Model):
    def __init__(self, n_classes, width=24):
        super().__init__(name="velocity")
        self.label = LabelEmbedding(n_classes, width, name="label")
        self.freq = layers.Dense(width, activation="tanh", name="time")
        self.down = layers.Dense(width, activation="silu", name="down")
        self.mid = layers.Dense(width, activation="silu", name="mid")
        self.out = layers.Dense(2, kernel_initializer="zeros", name="out")

    def call(self, inputs, training=None):
        x, t, y = inputs
        c = self.freq(t) + self.label(y, training=training)
        d = self.down(x) + c
        return self.out(ops.concatenate([self.mid(d), d], axis=-1))

    def train_step(self, data):
        x1, y = data
        x0 = tf.random.normal(tf.shape(x1))
        t = tf.random.uniform([tf.shape(x1)[0], 1])
        xt = (1.0 - t) * x0 + t * x1
        with tf.GradientTape() as tape:
            v = self((xt, t, y), training=True)
            loss = tf.reduce_mean(tf.square(v - (x1 - x0)))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        return {"loss": loss}


labels = np.random.randint(0, 4, 160)
angle = labels * np.pi / 2
points = (np.stack([np.cos(angle), np.sin(angle)], 1) + 0.1 * np.random.randn(160, 2)).astype("float32")
net = Velocity(4)
net.compile(optimizer=keras.optimizers.Adam(2e-3))
net.fit(points, labels, batch_size=32, epochs=2, verbose=2)
