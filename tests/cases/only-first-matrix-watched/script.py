import tensorflow as tf


class Net(tf.Module):
    def __init__(self, sizes=(4, 8, 2)):
        super().__init__(name="net")
        with self.name_scope:
            self.ws = [tf.Variable(tf.random.normal([i, o], stddev=0.3), name=f"w{n}")
                       for n, (i, o) in enumerate(zip(sizes, sizes[1:]))]
            self.bs = [tf.Variable(tf.zeros([o]), name=f"b{n}") for n, o in enumerate(sizes[1:])]

    def __call__(self, x):
        x = tf.nn.leaky_relu(x @ self.ws[0] + self.bs[0])
        return x @ self.ws[1] + self.bs[1]


net = Net()
params = net.ws + net.bs
for step in range(3):
    x = tf.random.normal([25, 4])
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(net.ws)
        logits = net(x)
        target = tf.cast(x[:, 0] > 0, tf.int32)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(target, logits))
    grads = tape.gradient(loss, params)
    for p, g in zip(params, grads):
        if g is not None:
            p.assign_sub(0.1 * g)
    tf.print("step", step, "loss", loss)
