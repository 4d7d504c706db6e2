"""N-BEATS (generic blocks) for short monthly series. Oreshkin et al., 2020."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class GenericBlock(layers.Layer):
    def __init__(self, lookback, horizon, width=20, theta=6, **kwargs):
        super().__init__(**kwargs)
        self.fc = [layers.Dense(width, activation="relu", name=f"fc_{i}") for i in range(2)]
        self.theta_b = layers.Dense(theta, use_bias=False, name="theta_b")
        self.theta_f = layers.Dense(theta, use_bias=False, name="theta_f")
        self.backcast_basis = layers.Dense(lookback, name="backcast_basis")
        self.forecast_basis = layers.Dense(horizon, name="forecast_basis")

    def call(self, x):
        for fc in self.fc:
            x = fc(x)
        backcast = self.backcast_basis(self.theta_b(x))
        forecast = self.forecast_basis(self.theta_f(x))
        return backcast, forecast


class NBeats(tf.keras.Model):
    def __init__(self, lookback, horizon, n_blocks=3):
        super().__init__(name="n_beats")
        self.blocks = [GenericBlock(lookback, horizon, name=f"block_{i}") for i in range(n_blocks)]

    def call(self, history):
        residual = history
        forecast = 0.0
        for block in self.blocks:
            back, ahead = block(residual)
            residual = residual - back
            forecast = forecast + ahead
        return forecast


def windows(series, lookback, horizon):
    xs, ys = [], []
    for s in range(len(series) - lookback - horizon):
        xs.append(series[s:s + lookback])
        ys.append(series[s + lookback:s + lookback + horizon])
    return np.array(xs, "float32"), np.array(ys, "float32")


def smape(y_true, y_pred):
    denom = tf.abs(y_true) + tf.abs(y_pred) + 1e-3
    return 200.0 * tf.reduce_mean(tf.abs(y_true - y_pred) / denom)


if __name__ == "__main__":
    t = np.arange(140)
    sales = 10 + np.sin(2 * np.pi * t / 12) + 0.05 * t + 0.1 * np.random.randn(140)
    X, Y = windows(sales, lookback=24, horizon=6)
    model = NBeats(24, 6)
    model.compile(optimizer=tf.keras.optimizers.Adam(1e-3, clipvalue=1.0), loss=smape, metrics=["mae"])
    model.fit(X, Y, batch_size=32, epochs=2, verbose=2)
    print("next half year:", model.predict(X[-1:], verbose=0).round(2))
