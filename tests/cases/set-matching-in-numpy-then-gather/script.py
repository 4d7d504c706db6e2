"""DETR in a nutshell: predictions are matched to objects greedily in NumPy, the loss is taken on the matched pairs."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

QUERIES, D, CLASSES = 5, 12, 3
tf.keras.utils.set_random_seed(77)


class SlotDetector(tf.keras.Model):
    def __init__(self):
        super().__init__(name="slots")
        self.tokens = layers.Dense(D, name="tokens")
        self.queries = self.add_weight(name="queries", shape=(1, QUERIES, D), initializer="random_normal")
        self.cross = layers.MultiHeadAttention(2, 6, name="cross")
        self.mlp = layers.Dense(D, activation="relu", name="mlp")
        self.label = layers.Dense(CLASSES + 1, name="label")
        self.center = layers.Dense(2, activation="sigmoid", name="center")

    def call(self, points):
        memory = self.tokens(points)
        q = tf.tile(self.queries, [tf.shape(points)[0], 1, 1])
        q = q + self.cross(q, memory)
        q = q + self.mlp(q)
        return self.label(q), self.center(q)


def match(cost):
    """greedy assignment, good enough for five slots"""
    cost = cost.copy()
    rows, cols = [], []
    for _ in range(cost.shape[1]):
        r, c = np.unravel_index(np.argmin(cost), cost.shape)
        rows.append(int(r)), cols.append(int(c))
        cost[r, :], cost[:, c] = np.inf, np.inf
    return np.array(rows), np.array(cols)


def set_loss(labels, centers, objects):
    total = 0.0
    for i, (cls, xy) in enumerate(objects):
        probs = tf.nn.softmax(labels[i]).numpy()
        distance = np.linalg.norm(centers[i].numpy()[:, None] - xy[None], axis=-1)
        rows, cols = match(distance - probs[:, cls])
        wanted = np.full(QUERIES, CLASSES)
        wanted[rows] = cls[cols]
        total += tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=wanted, logits=labels[i]))
        total += tf.reduce_mean(tf.abs(tf.gather(centers[i], rows) - xy[cols]))
    return total / len(objects)


detector = SlotDetector()
opt = tf.keras.optimizers.AdamW(1e-3, weight_decay=1e-4)
for it in range(4):
    objects = [(np.random.randint(0, CLASSES, 3), np.random.rand(3, 2).astype("float32")) for _ in range(6)]
    points = np.stack([np.concatenate([xy.repeat(4, 0), np.eye(CLASSES)[cls].repeat(4, 0)], 1) for cls, xy in objects])
    with tf.GradientTape() as tape:
        loss = set_loss(*detector(tf.constant(points, tf.float32)), objects)
    variables = detector.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    print(it, round(float(loss), 4))
