"""Graph attention layer without any graph library: edge lists, gather and segment ops."""
import numpy as np
import tensorflow as tf

N, F, C, E = 30, 8, 3, 120
rng = np.random.default_rng(0)
labels = rng.integers(0, C, N)
feats = (rng.normal(size=(N, F)) + np.eye(C)[labels] @ rng.normal(size=(C, F))).astype("float32")
# mostly homophilous edges, sorted by destination so that segment_sum can be used
src, dst = rng.integers(0, N, E * 3), rng.integers(0, N, E * 3)
keep = (labels[src] == labels[dst]) | (rng.random(E * 3) < 0.1)
edges = np.stack([src[keep], dst[keep]])
edges = np.concatenate([edges, np.stack([np.arange(N), np.arange(N)])], axis=1)     # self loops
edges = edges[:, np.argsort(edges[1], kind="stable")]
src, dst = tf.constant(edges[0]), tf.constant(edges[1])


class GraphAttention(tf.keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.a_src = self.add_weight(shape=(self.units, 1), initializer="glorot_uniform", name="a_src")
        self.a_dst = self.add_weight(shape=(self.units, 1), initializer="glorot_uniform", name="a_dst")

    def call(self, x, src, dst):
        wx = tf.matmul(x, self.w)
        score = tf.nn.leaky_relu(tf.gather(wx @ self.a_src, src) + tf.gather(wx @ self.a_dst, dst), 0.2)
        alpha = tf.nn.softmax(score, axis=-1)          # attention coefficients, [edges, 1]
        degree = tf.math.segment_sum(tf.ones_like(score), dst)
        return tf.math.segment_sum(alpha * tf.gather(wx, src), dst) / degree


gat1 = GraphAttention(16, name="gat1")
gat2 = GraphAttention(C, name="gat2")
optimizer = tf.keras.optimizers.Adam(5e-3)
train_mask = rng.random(N) < 0.6


@tf.function
def epoch_step(x, y, mask):
    with tf.GradientTape() as tape:
        h = tf.nn.elu(gat1(x, src, dst))
        logits = gat2(h, src, dst)
        xent = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(tf.boolean_mask(xent, mask))
    variables = gat1.trainable_variables + gat2.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    hit = tf.cast(tf.equal(tf.argmax(logits, 1), tf.cast(y, tf.int64)), tf.float32)
    return loss, tf.reduce_mean(tf.boolean_mask(hit, ~mask))


for epoch in range(5):
    loss, acc = epoch_step(tf.constant(feats), tf.constant(labels), tf.constant(train_mask))
    print(f"Epoch {epoch}: loss {loss:.4f} held-out acc {acc:.3f}")
