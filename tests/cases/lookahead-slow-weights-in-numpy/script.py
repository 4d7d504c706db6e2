import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Lookahead:
    """k steps forward, 1 step back (Zhang et al. 2019) around any keras optimizer"""

    def __init__(self, inner, k=3, alpha=0.5):
        self.inner, self.k, self.alpha = inner, k, alpha
        self.counter, self.slow = 0, None

    def apply_gradients(self, grads_and_vars):
        grads_and_vars = list(grads_and_vars)
        fast = [v for _, v in grads_and_vars]
        if self.slow is None:
            self.slow = [v.numpy() for v in fast]
        self.inner.apply_gradients(grads_and_vars)
        self.counter += 1
        if self.counter % self.k == 0:
            for i, v in enumerate(fast):
                self.slow[i] = self.slow[i] + self.alpha * (v.numpy() - self.slow[i])
                v.assign(self.slow[i])


def residual_mlp(n_in, n_out, width=16, depth=2):
    x = inp = layers.Input((n_in,))
    x = layers.Dense(width, name="stem")(x)
    for d in range(depth):
        y = layers.LayerNormalization(name=f"norm{d}")(x)
        y = layers.Dense(width, activation="relu", name=f"hidden{d}")(y)
        x = layers.Add(name=f"add{d}")([x, y])
    return tf.keras.Model(inp, layers.Dense(n_out, name="top")(x))


tf.keras.utils.set_random_seed(1)
model = residual_mlp(5, 1)
optimizer = Lookahead(tf.keras.optimizers.RMSprop(1e-3), k=2)
x = np.random.uniform(-2, 2, (64, 5)).astype("float32")
y = np.sin(x).sum(1, keepdims=True)
val_x, val_y = x[48:], y[48:]
best = (np.inf, None)
for epoch in range(5):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x[:48], training=True) - y[:48]) ** 2)
    grads = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(grads, model.trainable_weights))
    val = float(np.mean((model.predict(val_x, verbose=0) - val_y) ** 2))
    if val < best[0]:
        best = (val, model.get_weights())
    print(f"{epoch}: train {loss.numpy():.4f} val {val:.4f}")
model.set_weights(best[1])
