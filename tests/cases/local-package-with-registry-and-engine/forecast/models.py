import tensorflow as tf

from .registry import MODELS


@MODELS.register("nlinear")
class NLinear(tf.Module):
    """Subtract the last value, apply one linear map over time, add the last value again (AAAI 2023)."""

    def __init__(self, lookback, horizon, channels):
        super().__init__(name="nlinear")
        with self.name_scope:
            self.weight = tf.Variable(tf.fill([lookback, horizon], 1.0 / lookback), name="weight")
            self.bias = tf.Variable(tf.zeros([horizon]), name="bias")
            self.scale = tf.Variable(tf.ones([channels]), name="scale")

    def __call__(self, x):
        last = tf.stop_gradient(x[:, -1:, :])
        y = tf.einsum("blc,lh->bhc", x - last, self.weight) + self.bias[:, None]
        return y * self.scale + last


@MODELS.register("dlinear")
class DLinear(NLinear):
    def __init__(self, lookback, horizon, channels, kernel=5):
        super().__init__(lookback, horizon, channels)
        self.kernel = kernel
        self.trend_weight = tf.Variable(tf.zeros([lookback, horizon]), name="trend")

    def __call__(self, x):
        trend = tf.nn.avg_pool1d(x, self.kernel, 1, "SAME")
        return super().__call__(x - trend) + tf.einsum("blc,lh->bhc", trend, self.trend_weight)


def build_model(kind, **kwargs):
    return MODELS[kind](**kwargs)
