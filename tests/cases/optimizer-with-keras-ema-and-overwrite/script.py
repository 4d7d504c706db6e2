import numpy as np
import tensorflow as tf

X = np.random.randn(64, 8).astype("float32")
Y = np.stack([X[:, 0] * X[:, 1], X[:, 2]], axis=1)

student = tf.keras.Sequential([
    tf.keras.Input((8,)),
    tf.keras.layers.Dense(12, activation="elu", name="s_hidden"),
    tf.keras.layers.Dense(2, name="s_out"),
], name="student")
opt = tf.keras.optimizers.Adam(3e-3, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3)


class Shadow:
    """Polyak average for evaluation."""

    def __init__(self, variables, decay=0.95):
        self.live, self.decay = variables, decay
        self.avg = [tf.Variable(v, trainable=False, name="avg") for v in variables]

    def update(self):
        for a, v in zip(self.avg, self.live):
            a.assign(self.decay * a + (1.0 - self.decay) * v)

    def evaluate(self, fn):
        backup = [tf.identity(v) for v in self.live]
        for a, v in zip(self.avg, self.live):
            v.assign(a)
        result = fn()
        for b, v in zip(backup, self.live):
            v.assign(b)
        return result


shadow = Shadow(student.trainable_variables)


def mse(x, y):
    return tf.reduce_mean(tf.square(student(x) - y))


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = mse(x, y)
    grads = tape.gradient(loss, student.trainable_variables)
    opt.apply_gradients(zip(grads, student.trainable_variables))
    return loss


for epoch in range(3):
    for k in range(0, 64, 16):
        loss = train_step(X[k:k + 16], Y[k:k + 16])
        shadow.update()
    print(epoch, float(loss), "averaged weights:", float(shadow.evaluate(lambda: mse(X, Y))))
