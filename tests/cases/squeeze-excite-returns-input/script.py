import tensorflow as tf


class SqueezeExcite(tf.Module):
    def __init__(self, ch, r=2):
        super().__init__()
        self.down = tf.Variable(tf.random.normal([ch, ch // r]) * 0.3)
        self.up = tf.Variable(tf.random.normal([ch // r, ch]) * 0.3)

    def __call__(self, x):
        s = tf.reduce_mean(x, axis=[1, 2])
        s = tf.nn.relu(s @ self.down)
        gate = tf.sigmoid(s @ self.up)[:, None, None, :]
        return x


class Trainer:
    def __init__(self):
        self.se = SqueezeExcite(4)
        self.k = tf.Variable(tf.random.normal([3, 3, 1, 4]) * 0.2)
        self.w = tf.Variable(tf.zeros([4, 1]))
        self.opt = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(1e-2, 100))

    def forward(self, x):
        x = tf.nn.relu(tf.nn.conv2d(x, self.k, 1, "SAME") + 1.0)
        x = self.se(x)
        return tf.reduce_mean(x, [1, 2]) @ self.w

    def run(self, steps):
        for i in range(steps):
            x = tf.random.normal([8, 6, 6, 1])
            y = tf.reduce_mean(x, [1, 2])
            with tf.GradientTape() as t:
                l = tf.reduce_mean((self.forward(x) - y) ** 2)
            vs = [self.k, self.w, *self.se.trainable_variables]
            gs = t.gradient(l, vs)
            self.opt.apply_gradients([(g, v) for g, v in zip(gs, vs) if g is not None])
            if i % 2 == 0:
                print(i, float(l))


Trainer().run(4)
