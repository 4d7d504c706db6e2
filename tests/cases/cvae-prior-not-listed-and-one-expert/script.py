"""Conditional VAE for trajectories: prior p(z|c), posterior q(z|x,c), mixture-of-experts decoder."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

cfg = dict(x=10, c=4, z=3, hidden=16, n_experts=1, lr=1e-3, epochs=2)


def mlp(n_in, n_out, name):
    return keras.Sequential([
        keras.Input((n_in,)),
        layers.Dense(cfg["hidden"], activation="elu", name="h"),
        layers.Dense(n_out, name="o"),
    ], name=name)


prior = mlp(cfg["c"], 2 * cfg["z"], "prior")
posterior = mlp(cfg["x"] + cfg["c"], 2 * cfg["z"], "posterior")
experts = [mlp(cfg["z"] + cfg["c"], cfg["x"], f"expert_{k}") for k in range(cfg["n_experts"])]
gate = mlp(cfg["z"] + cfg["c"], cfg["n_experts"], "gate")
optimizer = keras.optimizers.Adam(cfg["lr"])


def split_stats(out):
    mean, log_var = tf.split(out, 2, axis=-1)
    return mean, tf.clip_by_value(log_var, -6.0, 6.0)


def decode(z, c):
    zc = tf.concat([z, c], axis=-1)
    answers = tf.stack([e(zc) for e in experts], axis=1)
    share = tf.nn.softmax(gate(zc), axis=-1)
    return tf.reduce_sum(answers * share[..., None], axis=1)


def kl_normals(mq, lq, mp, lp):
    return 0.5 * tf.reduce_sum(lp - lq + (tf.exp(lq) + tf.square(mq - mp)) / tf.exp(lp) - 1.0, axis=-1)


@tf.function
def train_step(x, c):
    nets = [posterior, gate, *experts]
    params = [v for net in nets for v in net.trainable_variables]
    with tf.GradientTape() as tape:
        mq, lq = split_stats(posterior(tf.concat([x, c], axis=-1)))
        mp, lp = split_stats(prior(c))
        z = mq + tf.exp(0.5 * lq) * tf.random.normal(tf.shape(mq))
        rec = tf.reduce_sum(tf.square(x - decode(z, c)), axis=-1)
        loss = tf.reduce_mean(rec + kl_normals(mq, lq, mp, lp))
    grads, _ = tf.clip_by_global_norm(tape.gradient(loss, params), 10.0)
    optimizer.apply_gradients(zip(grads, params))
    return loss


x = np.random.randn(64, cfg["x"]).cumsum(axis=1).astype("float32")
c = x[:, :cfg["c"]] + 0.1
ds = tf.data.Dataset.from_tensor_slices((x, c.astype("float32"))).shuffle(64).batch(16)
for epoch in range(cfg["epochs"]):
    losses = [float(train_step(xb, cb)) for xb, cb in ds]
    print(f"epoch {epoch}: {np.mean(losses):.3f}")
