import numpy as np
import tensorflow as tf
import keras
from keras import layers

keras.utils.set_random_seed(8)

STATE, ACTION = 5, 2
LOG_STD_RANGE = (2.0, -5.0)      # (max, min)


class GaussianPolicy(keras.Model):
    def __init__(self):
        super().__init__(name="policy")
        self.body = keras.Sequential([layers.Dense(32, activation="relu", name="fc1"),
                                      layers.Dense(32, activation="relu", name="fc2")], name="body")
        self.mean_head = layers.Dense(ACTION, name="mean_head")
        self.std_head = layers.Dense(ACTION, name="std_head")

    def call(self, s):
        h = self.body(s)
        mean = self.mean_head(h)
        log_std = self.std_head(h)
        log_std = tf.clip_by_value(log_std, *LOG_STD_RANGE)
        return mean, log_std


def gaussian_log_prob(a, mean, log_std):
    z = (a - mean) * tf.exp(-log_std)
    return tf.reduce_sum(-0.5 * tf.square(z) - log_std - 0.9189385, axis=-1)


policy = GaussianPolicy()
optimizer = keras.optimizers.Adam(1e-3)
nll_metric = keras.metrics.Mean(name="nll")


@tf.function
def behaviour_cloning_step(s, a):
    with tf.GradientTape() as tape:
        mean, log_std = policy(s)
        loss = -tf.reduce_mean(gaussian_log_prob(a, mean, log_std))
    grads = tape.gradient(loss, policy.trainable_variables)
    grads, norm = tf.clip_by_global_norm(grads, 10.0)
    optimizer.apply_gradients(zip(grads, policy.trainable_variables))
    nll_metric.update_state(loss)
    return norm


expert_s = np.random.normal(size=(256, STATE)).astype("float32")
expert_a = np.tanh(expert_s[:, :ACTION] + 0.3 * np.random.normal(size=(256, ACTION))).astype("float32")
demos = tf.data.Dataset.from_tensor_slices((expert_s, expert_a)).shuffle(256, seed=1).batch(64)

best, patience = float("inf"), 3
for epoch in range(4):
    nll_metric.reset_state()
    for s, a in demos:
        behaviour_cloning_step(s, a)
    nll = float(nll_metric.result())
    print("epoch", epoch, "nll", round(nll, 3))
    if nll < best:
        best, patience = nll, 3
    else:
        patience -= 1
        if patience == 0:
            break
