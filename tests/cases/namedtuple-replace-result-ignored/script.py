from collections import namedtuple

import numpy as np
import tensorflow as tf

State = namedtuple("State", ["hidden", "step"])

UNITS, FEATURES = 9, 3
glorot = tf.keras.initializers.GlorotUniform(seed=2)
inp = tf.Variable(glorot([FEATURES, UNITS]), name="input")
recurrent = tf.Variable(tf.keras.initializers.Orthogonal(seed=2)([UNITS, UNITS]), name="recurrent")
bias = tf.Variable(tf.zeros([UNITS]), name="bias")
time_scale = tf.Variable(0.1, name="time_scale")
out = tf.Variable(glorot([UNITS, 1]), name="out")
PARAMS = [inp, recurrent, bias, time_scale, out]


def zero_state(batch):
    return State(hidden=tf.zeros([batch, UNITS]), step=0)


def cell(x, state):
    new = tf.tanh(x @ inp + state.hidden @ recurrent + bias)
    state._replace(hidden=new, step=state.step + 1)
    return new, state


def rnn(x):
    state = zero_state(x.shape[0])
    pooled = 0.0
    for t in range(x.shape[1]):
        y, state = cell(x[:, t], state)
        pooled += y * tf.exp(-time_scale * (x.shape[1] - t))
    return pooled @ out


opt = tf.keras.optimizers.Adam(learning_rate=5e-3)
data = np.random.randn(60, 8, FEATURES).astype("float32")
labels = data[:, -1, :1] - data[:, -3, :1]

for epoch in range(3):
    for i in range(0, 60, 20):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(rnn(data[i:i + 20]) - labels[i:i + 20]))
        opt.apply_gradients(zip(tape.gradient(loss, PARAMS), PARAMS))
    print("epoch", epoch, "train mse", float(loss))
