import numpy as np
import tensorflow as tf

# Series forecaster in raw TensorFlow: tf.scan encoder, tf.scan decoder (free running).
HID, F_IN, F_OUT = 9, 4, 2
glorot = tf.keras.initializers.GlorotUniform(seed=3)


def make(name, *shape):
    return tf.Variable(glorot(shape), name=name)


enc = {"x": make("enc_x", F_IN, HID), "h": make("enc_h", HID, HID)}
dec = {"y": make("dec_y", F_OUT, HID), "h": make("dec_h", HID, HID)}
out = {"w": make("out_w", HID, F_OUT), "b": tf.Variable(tf.zeros([F_OUT]), name="out_b")}
params = [*enc.values(), *dec.values(), *out.values()]


def encode(series):
    time_major = tf.transpose(series, [1, 0, 2])
    start = tf.zeros([tf.shape(series)[0], HID])
    states = tf.scan(lambda h, x: tf.tanh(x @ enc["x"] + h @ enc["h"]), time_major, initializer=start)
    return states[-1]


def decode(summary, horizon):
    batch = tf.shape(summary)[0]

    def advance(carry, _):
        h, y = carry
        h = tf.tanh(y @ dec["y"] + h @ dec["h"])
        return h, h @ out["w"] + out["b"]

    first = (tf.zeros_like(summary), tf.zeros([batch, F_OUT]))
    _, ys = tf.scan(advance, tf.range(horizon), initializer=first)
    return tf.transpose(ys, [1, 0, 2])


opt = tf.keras.optimizers.Nadam(0.01)


@tf.function
def train(series, future):
    with tf.GradientTape() as tape:
        forecast = decode(encode(series), tf.shape(future)[1])
        loss = tf.reduce_mean(tf.abs(forecast - future))
    grads = tape.gradient(loss, params)
    opt.apply_gradients((g, p) for g, p in zip(grads, params) if g is not None)
    return loss


t = np.linspace(0, 20, 400)
wave = np.stack([np.sin(t), np.cos(t), np.sin(2 * t), t / 20], axis=1).astype("float32")
windows = np.stack([wave[i:i + 20] for i in range(0, 380, 5)])
past, future = windows[:, :15], windows[:, 15:, :F_OUT]
for epoch in range(4):
    print("epoch", epoch, "mae", train(tf.constant(past), tf.constant(future)).numpy())
