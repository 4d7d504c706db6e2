# tiny GCN on a random graph, node classification
import numpy as np
import tensorflow as tf

rs = np.random.RandomState(0)
N, F, C = 30, 6, 3
A = (rs.rand(N, N) < 0.15).astype("float32")
A = np.maximum(A, A.T) + np.eye(N, dtype="float32")
D = np.diag(1 / np.sqrt(A.sum(1)))
A_hat = tf.constant((D @ A @ D).astype("float32"))
X = tf.constant(rs.randn(N, F).astype("float32"))
Y = tf.constant(rs.randint(0, C, N))
mask = tf.constant((rs.rand(N) < 0.6).astype("float32"))


class GraphConv(tf.keras.layers.Layer):
    def __init__(self, units, activation=None, **kw):
        super().__init__(**kw)
        self.lin = tf.keras.layers.Dense(units, use_bias=False, name="lin")
        self.activation = tf.keras.activations.get(activation)

    def call(self, feats):
        return self.activation(A_hat @ self.lin(feats))


layers = [GraphConv(6, "relu", name="gc0"), GraphConv(6, "relu", name="gc1"), GraphConv(C, name="gc2")]
optimizer = tf.keras.optimizers.Adam(0.02)


def forward(x):
    for conv in layers:
        out = conv(x)
    return out


def masked_loss(logits):
    l = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=Y, logits=logits)
    return tf.reduce_sum(l * mask) / tf.reduce_sum(mask)


for epoch in range(5):
    with tf.GradientTape() as tape:
        logits = forward(X)
        loss = masked_loss(logits)
    vs = [v for l in layers for v in l.trainable_variables]
    grads = tape.gradient(loss, vs)
    optimizer.apply_gradients(zip(grads, vs))
    acc = np.mean(np.argmax(logits.numpy(), 1) == Y.numpy())
    print("epoch %d loss %.3f acc %.2f" % (epoch, float(loss), acc))
