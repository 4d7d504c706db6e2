from __future__ import print_function

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.set_random_seed(0)

flags = dict(hidden=20, lr=0.01, decay=1e-3, clip=5.0, iters=30)

x = tf1.placeholder(tf.float32, [None, 8], name="x")
y = tf1.placeholder(tf.float32, [None, 1], name="y")
is_training = tf1.placeholder_with_default(False, [], name="is_training")


def fully_connected(inp, units, scope, activation=None):
    with tf1.variable_scope(scope):
        kernel = tf1.get_variable("kernel", [inp.shape[-1], units])
        bias = tf1.get_variable("bias", [units], initializer=tf1.zeros_initializer())
        out = tf.matmul(inp, kernel) + bias
        return activation(out) if activation else out


net = fully_connected(x, flags["hidden"], "fc1", tf.nn.relu)
net = tf1.cond(is_training, lambda: tf.nn.dropout(net, rate=0.2), lambda: net)
net = fully_connected(net, flags["hidden"], "fc2", tf.nn.relu)
pred = fully_connected(net, 1, "out")

mse = tf.reduce_mean(tf1.squared_difference(pred, y))
# no weight decay on biases!
to_decay = [v for v in tf1.trainable_variables() if "bias" not in v.name]
loss = mse + flags["decay"] * tf.add_n([tf.nn.l2_loss(v) for v in to_decay])

global_step = tf1.train.get_or_create_global_step()
optimizer = tf1.train.MomentumOptimizer(flags["lr"], 0.9)
grads_and_vars = optimizer.compute_gradients(loss)
capped = [(tf.clip_by_norm(g, flags["clip"]), v) for g, v in grads_and_vars if "bias" not in v.name]
train_op = optimizer.apply_gradients(capped, global_step=global_step)

rng = np.random.RandomState(0)
data_x = rng.randn(256, 8)
data_y = 3.0 + data_x[:, :1] * data_x[:, 1:2]

with tf1.Session() as sess:
    sess.run(tf1.global_variables_initializer())
    for i in range(flags["iters"]):
        pick = rng.choice(256, 64)
        _, m = sess.run([train_op, mse], feed_dict={x: data_x[pick], y: data_y[pick], is_training: True})
        if i % 10 == 0:
            print("iter", i, "mse", m)
    print("final", sess.run(mse, {x: data_x, y: data_y}), "steps", sess.run(global_step))
