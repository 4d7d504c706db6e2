import tensorflow as tf


class Residual(tf.keras.layers.Layer):
    def __init__(self, width, **kw):
        super().__init__(**kw)
        self.up = tf.keras.layers.Dense(2 * width, activation="relu", name="up")
        self.down = tf.keras.layers.Dense(width, name="down")
        self.width = width

    def build(self, shape):
        self.up.build(shape)
        self.down.build((None, 2 * self.width))

    def call(self, x):
        return x + self.down(self.up(x))


blocks = [Residual(8, name=f"block{i}") for i in range(3)]
for block in blocks:
    block.build((None, 8))
head = tf.Variable(tf.random.normal([8, 1], stddev=0.3), name="head")
variables = [v for block in blocks for v in block.trainable_variables] + [head]
optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.9)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        h = x
        for block in blocks:
            h = tf.recompute_grad(block)(h)
        loss = tf.reduce_mean((h @ head - y) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for _ in range(3):
    x = tf.random.normal([32, 8])
    tf.print(step(x, tf.reduce_max(x, axis=1, keepdims=True)))
