"""GradNorm (Chen et al. 2018): the task weights are learned from the gradient norms at the last shared layer."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

tf.keras.utils.set_random_seed(14)
ALPHA = 1.5

trunk = tf.keras.Sequential([layers.Input((9,)), layers.Dense(16, activation="tanh", name="t1"),
                             layers.Dense(16, activation="tanh", name="t2")], name="trunk")
depth_head = tf.keras.Sequential([layers.Input((16,)), layers.Dense(1, name="out")], name="depth")
class_head = tf.keras.Sequential([layers.Input((16,)), layers.Dense(4, name="out")], name="semantic")
task_weights = tf.Variable([1.0, 1.0], name="task_weights")
initial_losses = tf.Variable([-1.0, -1.0], trainable=False, name="initial_losses")

net_vars = trunk.trainable_variables + depth_head.trainable_variables + class_head.trainable_variables
net_opt = tf.keras.optimizers.Adam(2e-3)
weight_opt = tf.keras.optimizers.SGD(0.025)


@tf.function
def train_step(x, depth, label):
    shared = trunk.get_layer("t2").kernel
    with tf.GradientTape(persistent=True) as tape:
        h = trunk(x)
        losses = tf.stack([
            tf.reduce_mean(tf.abs(depth_head(h) - depth)),
            tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=label, logits=class_head(h))),
        ])
        total = tf.reduce_sum(tf.stop_gradient(task_weights) * losses)
        # gradient norms as a function of the task weights
        norms = tf.stack([task_weights[i] * tf.norm(tape.gradient(losses[i], shared)) for i in range(2)])
        initial_losses.assign(tf.where(initial_losses < 0, losses, initial_losses))
        rate = tf.stop_gradient(losses / initial_losses)
        wanted = tf.stop_gradient(tf.reduce_mean(norms) * tf.pow(rate / tf.reduce_mean(rate), ALPHA))
        balance = tf.reduce_sum(tf.abs(norms - wanted))
    net_opt.apply_gradients(zip(tape.gradient(total, net_vars), net_vars))
    weight_opt.apply_gradients([(tape.gradient(balance, task_weights), task_weights)])
    task_weights.assign(2.0 * task_weights / tf.reduce_sum(task_weights))
    return losses, balance


x = np.random.normal(size=(64, 9)).astype("float32")
depth = (3 * x[:, :1] + 1).astype("float32")
label = x[:, 1:5].argmax(1)
for it in range(5):
    losses, balance = train_step(tf.constant(x), tf.constant(depth), tf.constant(label))
    print(it, losses.numpy().round(3), "weights", task_weights.numpy().round(3), "balance", float(balance))
