import tensorflow as tf

model = tf.keras.Sequential(
    [tf.keras.Input((6,)), tf.keras.layers.Dense(8, activation="relu", name="body"), tf.keras.layers.Dense(3, name="head")]
)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam(1e-3)
STEPS = 4


class Accumulator:
    """Adds up the gradients of several small batches."""

    def __init__(self, variables):
        self.variables = variables
        self.sums = [tf.Variable(tf.zeros_like(v), trainable=False) for v in variables]

    def add(self, gradients):
        for s, g in zip(self.sums, gradients):
            s.assign_add(g / STEPS)

    def reset(self):
        for s in self.sums:
            s.assign(tf.zeros_like(s))

    def apply(self):
        self.reset()
        optimizer.apply_gradients(zip(self.sums, self.variables))


accumulator = Accumulator(model.trainable_variables)
for batch in range(8):
    x = tf.random.normal([4, 6])
    y = tf.random.uniform([4], maxval=3, dtype=tf.int32)
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    accumulator.add(tape.gradient(loss, model.trainable_variables))
    if (batch + 1) % STEPS == 0:
        accumulator.apply()
