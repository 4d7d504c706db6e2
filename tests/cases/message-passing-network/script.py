import numpy as np
import tensorflow as tf

N, E, D = 12, 30, 6
edges = tf.constant(np.random.randint(0, N, (E, 2)), tf.int32)
degree = tf.math.unsorted_segment_sum(tf.ones([E]), edges[:, 1], N)


class MPNN(tf.Module):
    def __init__(self):
        super().__init__(name="mpnn")
        init = tf.keras.initializers.GlorotUniform(seed=2)
        with self.name_scope:
            self.embed = tf.Variable(init([3, D]), name="embed")
            self.message = tf.Variable(init([2 * D, D]), name="message")
            self.update_z = tf.Variable(init([2 * D, D]), name="update_z")
            self.update_h = tf.Variable(init([2 * D, D]), name="update_h")
            self.readout = tf.Variable(init([D, 1]), name="readout")

    def __call__(self, nodes):
        h = nodes @ self.embed
        for _ in range(3):
            src, dst = tf.gather(h, edges[:, 0]), tf.gather(h, edges[:, 1])
            m = tf.nn.relu(tf.concat([src, dst], 1) @ self.message)
            m = tf.math.divide_no_nan(tf.math.unsorted_segment_sum(m, edges[:, 1], N), degree[:, None])
            hm = tf.concat([h, m], 1)
            z = tf.sigmoid(hm @ self.update_z)
            h = (1 - z) * h + z * tf.tanh(hm @ self.update_h)
        return tf.reduce_sum(h @ self.readout)


net = MPNN()
opt = tf.keras.optimizers.Adam(5e-3)
for it in range(4):
    nodes = tf.random.normal([N, 3])
    with tf.GradientTape() as tape:
        loss = (net(nodes) - tf.reduce_sum(nodes)) ** 2
    grads = tape.gradient(loss, net.trainable_variables)
    if any(g is None for g in grads):
        raise SystemExit("gradient missing")
    opt.apply_gradients(zip(grads, net.trainable_variables))
    print(it, loss.numpy())
