import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
g = tf.Graph()
with g.as_default():
    x = v1.placeholder(tf.float32, (None, 8), name='x')
    with v1.variable_scope('enc', initializer=v1.variance_scaling_initializer(seed=1)):
        w = v1.get_variable('w', (8, 3)); b = v1.get_variable('b', (3,), initializer=v1.zeros_initializer())
        z = tf.tanh(tf.matmul(x, w) + b, name='code')
    with v1.variable_scope('dec', initializer=v1.variance_scaling_initializer(seed=2)):
        h = tf.nn.relu(tf.matmul(z, v1.get_variable('w1', (3, 8))) + v1.get_variable('b1', (8,), initializer=v1.zeros_initializer()))
        recon = tf.matmul(h, v1.get_variable('w2', (8, 8)))
    loss = tf.reduce_mean(tf.reduce_sum(tf.math.squared_difference(x, recon), 1))

    tvars = v1.trainable_variables()
    grads = tf.gradients(loss, tvars, stop_gradients=[z])
    lr = v1.placeholder_with_default(np.float32(.05), ())
    updates = []
    for grad, var in zip(grads, tvars):
        if grad is None:
            continue
        slot = v1.get_variable(var.op.name + '/rms', var.shape, initializer=v1.ones_initializer(), trainable=False)
        new_slot = v1.assign(slot, .9 * slot + .1 * grad ** 2)
        updates.append(v1.assign_sub(var, lr * grad * tf.math.rsqrt(new_slot + 1e-8)))
    train = tf.group(*updates)
    init = v1.global_variables_initializer()
    saver = v1.train.Saver(tvars)

data = np.random.RandomState(0).randn(50, 2).dot(np.random.RandomState(1).randn(2, 8)).astype('f')
sess = v1.InteractiveSession(graph=g)
init.run()
for epoch in range(3):
    for i in range(0, 50, 10):
        train.run({x: data[i:i + 10], lr: .05 / (1 + epoch)})
    print(epoch, loss.eval({x: data}), recon.eval({x: data[:1]}).round(2).tolist())
sess.close()
