import tensorflow as tf


class Lin(tf.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([i, o]) * 0.3)
        self.b = tf.Variable(tf.zeros([o]))

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b


class Multi(tf.Module):
    def __init__(self, n):
        super().__init__()
        self.heads = [Lin(4, 1) for _ in range(n)]

    def losses(self, x, ys):
        return [tf.reduce_mean(tf.abs(h(x) - y)) for h, y in zip(self.heads, ys)]


m = Multi(3)
opt = tf.keras.optimizers.SGD(0.01)
for _ in range(2):
    x = tf.random.normal([8, 4])
    targets = [x[:, :1], x[:, 1:2]]
    with tf.GradientTape() as tape:
        total = sum(m.losses(x, targets))
    tv = m.trainable_variables
    g = tape.gradient(total, tv)
    opt.apply_gradients([(a, b) for a, b in zip(g, tv) if a is not None])
    print(total.numpy())
