"""Fine-tuning with gradient accumulation (effective batch 4x)."""
import tensorflow as tf

ACCUM, MICRO = 4, 8


class Backbone(tf.keras.layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.conv_a = tf.keras.layers.Conv1D(8, 3, padding="causal", activation="relu", name="conv_a")
        self.conv_b = tf.keras.layers.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu", name="conv_b")

    def build(self, shape):
        self.conv_a.build(shape)
        self.conv_b.build((*shape[:-1], 8))

    def call(self, x):
        return tf.reduce_mean(self.conv_b(self.conv_a(x)), axis=1)


class Accumulator:
    """sums gradients of `variables` and applies the average every ACCUM calls"""

    def __init__(self, optimizer, variables):
        self.optimizer, self.variables = optimizer, variables
        optimizer.build(variables)
        self.buffers = [tf.Variable(tf.zeros(v.shape), trainable=False) for v in variables]
        self.calls = tf.Variable(0, trainable=False, dtype=tf.int64)

    def add(self, grads):
        for buf, g in zip(self.buffers, grads):
            buf.assign_add(g / ACCUM)
        self.calls.assign_add(1)
        tf.cond(self.calls % ACCUM == 0, self.flush, lambda: None)

    def flush(self):
        self.optimizer.apply_gradients(zip(self.buffers, self.variables))
        for buf in self.buffers:
            buf.assign(tf.zeros_like(buf))


backbone = Backbone(name="backbone")
backbone.build((None, 20, 2))
optimizer = tf.keras.optimizers.SGD(0.1)
accumulator = Accumulator(optimizer, backbone.trainable_variables)

# new task, new head
head = tf.keras.layers.Dense(3, name="head")
head.build((None, 8))
variables = backbone.trainable_variables + head.trainable_variables


@tf.function
def micro_step(x, y):
    with tf.GradientTape() as tape:
        logits = head(backbone(x))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    accumulator.add(tape.gradient(loss, variables))
    return loss


data = tf.random.normal([64, 20, 2])
labels = tf.argmax(tf.stack([data[:, -1, 0], data[:, -1, 1], data[:, -2, 0]], 1), 1)
for epoch in range(2):
    for x, y in tf.data.Dataset.from_tensor_slices((data, labels)).batch(MICRO):
        loss = micro_step(x, y)
    print("epoch", epoch, "loss", loss.numpy())
