import tensorflow as tf


class Normalize(tf.Module):
    def __init__(self, x):
        self.mean = tf.Variable(tf.math.reduce_mean(x, axis=0))
        self.std = tf.Variable(tf.math.reduce_std(x, axis=0))

    def norm(self, x):
        return (x - self.mean) / self.std

    def unnorm(self, x):
        return (x * self.std) + self.mean


x = tf.random.normal([20, 3])
norm_x = Normalize(x)
xn = norm_x.norm(x)
w = tf.Variable(tf.ones([3, 1]), name="w")
data = tf.data.Dataset.from_tensor_slices((xn, tf.ones([20, 1]))).batch(4)
for epoch in range(2):
    for bx, by in data:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((bx @ w - by) ** 2)
        w.assign_sub(0.1 * tape.gradient(loss, w))
    print(epoch, float(loss))
