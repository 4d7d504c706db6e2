"""Learned rotation between two embedding spaces (bilingual dictionary), kept orthogonal (MUSE style)."""
import numpy as np
import tensorflow as tf

DIM = 6
rng = np.random.default_rng(30)
src = rng.normal(size=(300, DIM)).astype("float32")
q, _ = np.linalg.qr(rng.normal(size=(DIM, DIM)))
tgt = (src @ q + 0.02 * rng.normal(size=src.shape)).astype("float32") + 0.4


def nearest_orthogonal(m):
    _, u, v = tf.linalg.svd(m)
    return tf.matmul(u, v, transpose_b=True)


class Aligner:
    def __init__(self, dim, lr=0.1):
        self.rotation = tf.Variable(tf.eye(dim) + 0.01 * tf.random.normal([dim, dim]), name="rotation")
        self.centre = tf.Variable(tf.zeros([dim]), name="centre")
        self.lr = lr

    def loss(self, a, b):
        return tf.reduce_mean(tf.reduce_sum((a @ self.rotation + self.centre - b) ** 2, axis=1))

    def update(self, a, b):
        with tf.GradientTape() as tape:
            loss = self.loss(a, b)
        grad_rot, grad_centre = tape.gradient(loss, [self.rotation, self.centre])
        moved = self.rotation - self.lr * grad_rot
        self.rotation.assign(nearest_orthogonal(self.rotation))
        self.centre.assign_sub(self.lr * grad_centre)
        return loss, tf.norm(moved - self.rotation)


aligner = Aligner(DIM)
for epoch in range(4):
    order = rng.permutation(len(src))
    for i in range(0, 300, 100):
        rows = order[i:i + 100]
        loss, shift = aligner.update(src[rows], tgt[rows])
    print("epoch", epoch, "loss %.4f" % float(loss), "shift %.4f" % float(shift))
ortho = tf.matmul(aligner.rotation, aligner.rotation, transpose_a=True)
print("orthogonality error", float(tf.norm(ortho - tf.eye(DIM))))
