import tensorflow as tf
from tensorflow import keras


class GaussianRegressor(keras.Model):
    def __init__(self, k=2):
        super().__init__(name="gr")
        self.k = k
        self.body = keras.Sequential([keras.Input((6,)), keras.layers.Dense(16, activation="tanh", name="body_fc")], name="body")
        self.mu_head = keras.Sequential([keras.Input((16,)), keras.layers.Dense(k, name="mu_head")], name="mu_seq")
        self.sigma_head = keras.Sequential([keras.Input((16,)), keras.layers.Dense(k, activation="softplus", name="sigma_head")], name="sg_seq")

    def call(self, x):
        b = self.body(x)
        return keras.ops.concatenate([self.mu_head(b), self.sigma_head(b)], axis=-1)


def gaussian_nll(y, params):
    k = y.shape[-1]
    mu = params[:, :k]
    sigma = params[:, :k]
    sigma = keras.ops.abs(sigma) + 1e-3
    return keras.ops.mean(keras.ops.log(sigma) + 0.5 * ((y - mu) / sigma) ** 2)


x = tf.random.normal([48, 6])
y = tf.stack([x[:, 0] * 2, x[:, 1] - x[:, 2]], 1)
gr = GaussianRegressor()
gr.compile(optimizer=keras.optimizers.Adam(1e-3, use_ema=True), loss=gaussian_nll)
gr.fit(x, y, epochs=2, verbose=0)
