import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

OBS, H, ACTIONS, T, B = 5, 12, 4, 6, 8
tf.keras.utils.set_random_seed(20)


class ResettableGRU(layers.Layer):
    """GRU whose state is cleared where `first` is one (IMPALA style)"""

    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.cell = layers.GRUCell(units, reset_after=False, name="cell")
        self.units = units

    def call(self, x, first):
        state = tf.zeros([tf.shape(x)[0], self.units])
        outputs = []
        for x_t, first_t in zip(tf.unstack(x, axis=1), tf.unstack(first, axis=1)):
            state = tf.where(first_t[:, None] > 0.5, tf.zeros_like(state), state)
            out, [state] = self.cell(x_t, [state])
            outputs.append(out)
        return tf.stack(outputs, axis=1)


class Policy(tf.keras.Model):
    def __init__(self):
        super().__init__(name="policy")
        self.enc = layers.Dense(H, activation="relu", name="enc")
        self.core = ResettableGRU(H, name="core")
        self.pi = layers.Dense(ACTIONS, name="pi")
        self.v = layers.Dense(1, name="v")

    def call(self, obs, first):
        h = self.core(self.enc(obs), first)
        return self.pi(h), self.v(h)[..., 0]


policy = Policy()
opt = tf.keras.optimizers.RMSprop(7e-4, rho=0.99, epsilon=0.1)


@tf.function
def update(obs, first, act, ret):
    with tf.GradientTape() as tape:
        logits, value = policy(obs, first)
        adv = tf.stop_gradient(ret - value)
        pg = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=act, logits=logits) * adv
        loss = tf.reduce_mean(pg) + 0.5 * tf.reduce_mean(tf.square(ret - value))
    g = tape.gradient(loss, policy.trainable_weights)
    opt.apply_gradients(zip(tf.clip_by_global_norm(g, 40.0)[0], policy.trainable_weights))
    return loss


for k in range(4):
    first = np.ones((B, T), "float32") if k == 0 else (np.random.rand(B, T) < 0.1).astype("float32")   # one-step warm-up episodes
    loss = update(tf.constant(np.random.randn(B, T, OBS), tf.float32), tf.constant(first),
                  tf.constant(np.random.randint(0, ACTIONS, (B, T))), tf.constant(np.random.randn(B, T), tf.float32))
    print("update", k, "loss", round(float(loss), 4))
