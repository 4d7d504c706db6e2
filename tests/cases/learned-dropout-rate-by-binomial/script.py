"""Adaptive dropout: every feature learns how often it is dropped (so I hope)."""
import numpy as np
import keras
from keras import layers, ops


class AdaptiveDropout(layers.Layer):
    def __init__(self, initial_rate=0.2, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.initial_rate = initial_rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        logit = float(np.log(self.initial_rate / (1.0 - self.initial_rate)))
        self.rate_logit = self.add_weight(
            name="rate_logit", shape=(input_shape[-1],), initializer=keras.initializers.Constant(logit)
        )

    def call(self, x, training=None):
        if not training:
            return x
        keep = 1.0 - ops.sigmoid(self.rate_logit)
        mask = keras.random.binomial(ops.shape(x), counts=1.0, probabilities=keep, dtype="float32", seed=self.seed_generator)
        return x * mask / (1.0 - self.initial_rate)

    def compute_output_shape(self, input_shape):
        return input_shape


def build_model(n_in, widths=(24, 16)):
    inp = keras.Input((n_in,), name="genes")
    h = inp
    for i, w in enumerate(widths):
        h = layers.Dense(w, activation="selu", kernel_initializer="lecun_normal", name=f"fc_{i}")(h)
        h = AdaptiveDropout(seed=i, name=f"adaptive_drop_{i}")(h)
    hazard = layers.Dense(1, use_bias=False, name="risk")(h)
    return keras.Model(inp, hazard, name="survival")


def cox_loss(times, risk):
    """negative partial log likelihood, everybody has an event"""
    order = ops.argsort(-times[:, 0])
    r = ops.take(risk[:, 0], order)
    log_cum = ops.log(ops.cumsum(ops.exp(ops.clip(r, -10.0, 10.0))) + 1e-6)
    return -ops.mean(r - log_cum)


x = np.random.randn(80, 12).astype("float32")
t = np.random.exponential(1.0, size=(80, 1)).astype("float32")
model = build_model(12)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=cox_loss)
for epoch in range(2):
    for b in range(0, 80, 40):
        loss = model.train_on_batch(x[b:b + 40], t[b:b + 40])
    rates = [float(ops.mean(ops.sigmoid(l.rate_logit))) for l in model.layers if isinstance(l, AdaptiveDropout)]
    print(f"epoch {epoch}: loss {float(loss):.4f}, mean rates {np.round(rates, 4)}")
