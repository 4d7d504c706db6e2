import tensorflow as tf


class Adam(tf.Module):
    def __init__(self, model_vars):
        self.model_vars = model_vars
        self.v, self.s = [], []
        for var in model_vars:
            v = tf.Variable(tf.zeros(var.shape))
            s = tf.Variable(tf.zeros(var.shape))
            self.v.append(v)
            self.s.append(s)

    def apply(self, grads):
        for i, (g, var) in enumerate(zip(grads, self.model_vars)):
            self.v[i].assign(0.9 * self.v[i] + 0.1 * g)
            self.s[i].assign(0.9 * self.s[i] + 0.1 * tf.square(g))
            var.assign_sub(0.1 * (self.v[i] / (tf.sqrt(self.s[i]) + 1e-7)))


w = tf.Variable(tf.random.normal([3, 2]), name="w")
b = tf.Variable(tf.zeros([2]), name="b")
optimizer = Adam([w, b])


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w + b - y) ** 2)
    optimizer.apply(tape.gradient(loss, [w, b]))
    return loss


for _ in range(3):
    print(step(tf.ones([4, 3]), tf.ones([4, 2])))
