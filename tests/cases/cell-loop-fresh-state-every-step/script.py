"""Polygon prediction: a CNN looks at the mask, an LSTMCell emits one vertex after the other."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model, optimizers


class PolygonNet(Model):
    def __init__(self, n_vertices=5, units=20, **kw):
        super().__init__(**kw)
        self.n_vertices = n_vertices
        self.backbone = tf.keras.Sequential([
            layers.Conv2D(6, 3, strides=2, activation="relu", name="c1"),
            layers.Conv2D(8, 3, strides=2, activation="relu", name="c2"),
            layers.Flatten(),
            layers.Dense(units, activation="tanh", name="ctx"),
        ], name="backbone")
        self.cell = layers.LSTMCell(units, name="cell")
        self.vertex = layers.Dense(2, name="vertex")

    def step(self, context, prev):
        states = self.cell.get_initial_state(batch_size=tf.shape(context)[0])
        inp = tf.concat([context, prev], axis=-1)
        out, states = self.cell(inp, states)
        return self.vertex(out)

    def call(self, mask, training=False):
        context = self.backbone(mask)
        prev = tf.zeros((tf.shape(mask)[0], 2))
        points = []
        for _ in range(self.n_vertices):
            prev = self.step(context, prev)
            points.append(prev)
        return tf.stack(points, axis=1)


def chamfer(a, b):
    d = tf.reduce_sum((a[:, :, None] - b[:, None]) ** 2, axis=-1)
    return tf.reduce_mean(tf.reduce_min(d, 1)) + tf.reduce_mean(tf.reduce_min(d, 2))


if __name__ == "__main__":
    masks = np.random.rand(32, 16, 16, 1).astype("float32")
    polys = np.random.rand(32, 5, 2).astype("float32")
    net = PolygonNet(name="poly")
    net.compile(optimizer=optimizers.Adam(1e-3, clipnorm=1.0), loss=chamfer)
    net.fit(masks, polys, batch_size=8, epochs=2, verbose=2)
