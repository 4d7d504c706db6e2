"""RealNVP on two moons, parameters in plain dicts of tf.Variables."""
import numpy as np
import tensorflow as tf

DIM, HIDDEN, LAYERS = 2, 16, 4


def init_coupling(k):
    def v(shape, name, scale=0.2):
        return tf.Variable(np.random.randn(*shape).astype("float32") * scale, name=f"coupling{k}/{name}")
    return {
        "w1": v((DIM, HIDDEN), "w1"), "b1": v((HIDDEN,), "b1", 0.0),
        # scale starts at exactly the identity, as in Glow
        "ws": v((HIDDEN, DIM), "ws", 0.0), "wt": v((HIDDEN, DIM), "wt", 0.0),
        "gain": tf.Variable(tf.ones(DIM), name=f"coupling{k}/gain"),
    }


masks = [np.array([k % 2, (k + 1) % 2], "float32") for k in range(LAYERS)]
params = [init_coupling(k) for k in range(LAYERS)]


def inverse(x):
    """data -> noise, and the log det of the jacobian"""
    logdet = tf.zeros(tf.shape(x)[0])
    for p, m in zip(reversed(params), reversed(masks)):
        h = tf.nn.leaky_relu((x * m) @ p["w1"] + p["b1"])
        s = tf.tanh(h @ p["ws"]) * p["gain"] * (1 - m)
        t = (h @ p["wt"]) * (1 - m)
        x = x * m + (1 - m) * ((x - t) * tf.exp(-s))
        logdet -= tf.reduce_sum(s, axis=1)
    return x, logdet


def nll(x):
    z, logdet = inverse(x)
    log_pz = -0.5 * tf.reduce_sum(z ** 2, 1) - DIM / 2 * np.log(2 * np.pi)
    return -tf.reduce_mean(log_pz + logdet)


def moons(n):
    th = np.random.rand(n) * np.pi
    upper = np.random.rand(n) < 0.5
    xy = np.where(upper[:, None], np.c_[np.cos(th), np.sin(th)], np.c_[1 - np.cos(th), 0.5 - np.sin(th)])
    return (xy + 0.05 * np.random.randn(n, 2)).astype("float32")


flat = tf.nest.flatten(params)
adam = tf.keras.optimizers.Adam(5e-3)
history = []
for i in range(5):
    batch = moons(128)
    with tf.GradientTape() as tape:
        loss = nll(batch)
    grads = tape.gradient(loss, params)          # same structure as params
    adam.apply_gradients(zip(tf.nest.flatten(grads), flat))
    history.append(float(loss))
print("nll", [round(h, 3) for h in history])
