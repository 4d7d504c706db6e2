import numpy as np
import tensorflow as tf

# Decoder that predicts HORIZON steps; the per-step quantile spread comes from its own little net
HORIZON, UNITS, BATCH = 5, 10, 16


class QuantileDecoder(tf.Module):
    def __init__(self):
        super().__init__(name="qdec")
        rn = tf.random_normal_initializer(stddev=0.2)
        self.enc = tf.Variable(rn([4, UNITS]), name="enc")
        self.rec = tf.Variable(rn([UNITS, UNITS]), name="rec")
        self.median = tf.Variable(rn([UNITS, 1]), name="median")
        self.spread = tf.Variable(rn([UNITS, 1]), name="spread")
        self.spread_bias = tf.Variable(tf.zeros([1]), name="spread_bias")

    def __call__(self, history):
        h = tf.tanh(history @ self.enc)
        medians = tf.TensorArray(tf.float32, size=HORIZON, element_shape=[BATCH, 1], clear_after_read=False)
        spreads = tf.TensorArray(tf.float32, size=HORIZON, element_shape=[BATCH, 1], clear_after_read=False)
        for t in range(HORIZON):
            h = tf.tanh(h @ self.rec)
            medians = medians.write(t, h @ self.median)
            spreads.write(t, tf.nn.softplus(h @ self.spread + self.spread_bias))
        return medians.stack(), spreads.stack()


def pinball(y, q_hat, q):
    e = y - q_hat
    return tf.reduce_mean(tf.maximum(q * e, (q - 1.0) * e))


decoder = QuantileDecoder()
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def step(history, future):
    with tf.GradientTape() as tape:
        mid, spread = decoder(history)
        loss = pinball(future, mid, 0.5) + pinball(future, mid - spread, 0.1) + pinball(future, mid + spread, 0.9)
    variables = decoder.trainable_variables
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(grads, variables))
    return loss, tf.reduce_mean(spread)


for i in range(4):
    hist = np.random.randn(BATCH, 4).astype("float32")
    fut = np.cumsum(np.random.randn(HORIZON, BATCH, 1), axis=0).astype("float32")
    loss, width = step(tf.constant(hist), tf.constant(fut))
    print(f"step {i}: loss {loss:.3f}, mean spread {width:.3f}")
