"""Backprop by hand, stage by stage, to keep only one stage's activations in memory.
Each stage is re-run under its own tape in the backward sweep."""
import numpy as np
import tensorflow as tf

WIDTH, DEPTH, LR = 12, 4, 0.02
tf.random.set_seed(0)


class Stage(tf.Module):
    def __init__(self, index):
        super().__init__(name=f"stage{index}")
        self.kernel = tf.Variable(tf.random.normal([WIDTH, WIDTH]) / WIDTH ** 0.5, name=f"kernel_{index}")

    def __call__(self, x):
        return x + tf.nn.swish(tf.matmul(x, self.kernel))


stages = [Stage(i) for i in range(DEPTH)]
readout = tf.Variable(tf.random.normal([WIDTH, 1]) * 0.1, name="readout")


def forward(x):
    saved = []
    for stage in stages:
        saved.append(x)          # only the stage inputs are kept
        x = stage(x)
    return x, saved


def backward(x, saved, y):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_mean(tf.square(tf.matmul(x, readout) - y))
    upstream, readout_grad = tape.gradient(loss, [x, readout])
    kernel_grads = []
    for stage, inp in zip(reversed(stages), reversed(saved)):
        with tf.GradientTape() as tape:
            tape.watch(inp)
            out = stage(inp)
        g_kernel, upstream = tape.gradient(out, [stage.kernel, inp], output_gradients=upstream)
        kernel_grads.append(g_kernel)
    return loss, kernel_grads, readout_grad


@tf.function
def train_step(x, y):
    out, saved = forward(x)
    loss, kernel_grads, readout_grad = backward(out, saved, y)
    for stage, g in zip(stages, kernel_grads):
        stage.kernel.assign_sub(LR * g)
    readout.assign_sub(LR * readout_grad)
    return loss


data = np.random.RandomState(1).normal(size=(64, WIDTH)).astype("float32")
label = np.sin(data.sum(axis=1, keepdims=True)).astype("float32")
for it in range(5):
    pick = np.random.RandomState(it).permutation(64)[:32]
    loss = train_step(tf.constant(data[pick]), tf.constant(label[pick]))
    print("it", it, "mse %.4f" % loss)
