"""Iterative refinement of a coarse depth map (flat patches). Debug config."""
import warnings

import tensorflow as tf

config = {"patch": 16, "hidden": 8, "budget": 3, "cost_per_round": 4, "lr": 1e-2}
rounds = config["budget"] // config["cost_per_round"]

H = config["hidden"]
stem_w = tf.Variable(tf.random.normal([config["patch"], H], stddev=0.3), name="stem_w")
refine_w = tf.Variable(tf.random.normal([H, H], stddev=0.3), name="refine_w")
refine_gate = tf.Variable(tf.zeros([H]), name="refine_gate")
head_w = tf.Variable(tf.random.normal([H, config["patch"]], stddev=0.3), name="head_w")
trainables = [stem_w, refine_w, refine_gate, head_w]


def refine(h):
    for _ in range(rounds):
        h = h + tf.sigmoid(refine_gate) * tf.tanh(h @ refine_w)
    return h


def predict(rgb):
    return refine(tf.nn.relu(rgb @ stem_w)) @ head_w


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def apply(self, grads, variables):
        for g, v in zip(grads, variables):
            if g is None:
                warnings.warn(f"no gradient for {v.name}")
                continue
            v.assign_sub(self.lr * g)


opt = SGD(config["lr"])
for step in range(6):
    rgb = tf.random.uniform([20, config["patch"]])
    depth = tf.cumsum(rgb, axis=1) / config["patch"]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(predict(rgb) - depth))
    opt.apply(tape.gradient(loss, trainables), trainables)
    print("step", step, "L1", round(float(loss), 4))
