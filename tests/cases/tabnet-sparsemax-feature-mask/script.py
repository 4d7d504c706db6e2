# Tabular: sequential attention over features (TabNet, simplified), sparsemax written with keras.ops
import numpy as np
import keras
from keras import layers, ops

N_FEATURES, N_STEPS, DIM = 9, 3, 8


def sparsemax(logits):
    """Martins & Astudillo (2016)"""
    z = logits - ops.max(logits, axis=-1, keepdims=True)
    z_sorted = -ops.sort(-z, axis=-1)
    k = ops.arange(1, N_FEATURES + 1, dtype="float32")
    cumulative = ops.cumsum(z_sorted, axis=-1)
    in_support = 1.0 + k * z_sorted > cumulative
    k_max = ops.sum(ops.cast(in_support, "int32"), axis=-1, keepdims=True)
    tau_sum = ops.take_along_axis(cumulative, k_max - 1, axis=-1)
    tau = (tau_sum - 1.0) / ops.cast(k_max, "float32")
    return ops.maximum(z - tau, 0.0)


class FeatureTransformer(layers.Layer):
    def __init__(self, dim, **kwargs):
        super().__init__(**kwargs)
        self.fc = layers.Dense(2 * dim, use_bias=False, name="fc")
        self.norm = layers.BatchNormalization(momentum=0.9, name="norm")
        self.dim = dim

    def call(self, x, training=None):
        h = self.norm(self.fc(x), training=training)
        return h[:, :self.dim] * ops.sigmoid(h[:, self.dim:])


class TabNet(keras.Model):
    def __init__(self, relax=1.3, sparsity=1e-3):
        super().__init__(name="tabnet")
        self.relax, self.sparsity = relax, sparsity
        self.bn = layers.BatchNormalization(name="bn_in")
        self.first = FeatureTransformer(DIM, name="first")
        self.attentive = [layers.Dense(N_FEATURES, name=f"attentive_{i}") for i in range(N_STEPS)]
        self.steps = [FeatureTransformer(DIM, name=f"step_{i}") for i in range(N_STEPS)]
        self.out = layers.Dense(1, name="out")

    def call(self, x, training=None):
        x = self.bn(x, training=training)
        att = self.first(x, training=training)
        prior, decision = ops.ones_like(x), 0.0
        for attentive, step in zip(self.attentive, self.steps):
            mask = sparsemax(prior * attentive(att))
            prior = prior * (self.relax - mask)
            self.add_loss(self.sparsity * -ops.mean(ops.sum(mask * ops.log(mask + 1e-6), -1)))
            att = step(mask * x, training=training)
            decision = decision + ops.relu(att)
        return self.out(decision)


X = np.random.randn(120, N_FEATURES).astype("float32")
y = (X[:, 0] * 2 - X[:, 3] > 0).astype("float32")
model = TabNet()
model.compile(optimizer=keras.optimizers.Adam(0.02), loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["auc"])
model.fit(X, y, batch_size=40, epochs=2, verbose=2)
