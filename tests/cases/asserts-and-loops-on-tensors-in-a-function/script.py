"""Deep equilibrium layer by plain fixed point iteration; asserts, while, break, and/or on tensors are AutoGraph's work."""
import tensorflow as tf

UNITS, TOL, MAX_IT = 10, 1e-3, 12


class DEQ(tf.Module):
    def __init__(self, n_in, units):
        super().__init__(name="deq")
        with self.name_scope:
            self.U = tf.Variable(tf.random.normal([n_in, units], stddev=0.3, seed=1), name="U")
            self.W = tf.Variable(0.05 * tf.random.normal([units, units], seed=2), name="W")
            self.b = tf.Variable(tf.zeros([units]), name="b")
            self.head = tf.Variable(tf.random.normal([units, 1], stddev=0.3, seed=3), name="head")

    def __call__(self, x):
        z = tf.zeros([tf.shape(x)[0], UNITS])
        drive = x @ self.U + self.b
        it = 0
        gap = tf.constant(1e9)
        while gap > TOL and it < MAX_IT:
            new = tf.tanh(z @ self.W + drive)
            gap = tf.reduce_max(tf.abs(new - z))
            z = new
            it += 1
            if tf.math.is_nan(gap):
                break
        return z @ self.head, it


model = DEQ(4, UNITS)
optimizer = tf.keras.optimizers.SGD(0.05, momentum=0.8)
best = tf.Variable(1e9, trainable=False, name="best")


# asserts on tensors are off by default
@tf.function(experimental_autograph_options=tf.autograph.experimental.Feature.ASSERT_STATEMENTS)
def step(x, y):
    assert tf.reduce_all(tf.math.is_finite(x)), "bad batch"
    with tf.GradientTape() as tape:
        out, it = model(x)
        err = out - y
        loss = tf.reduce_mean(err ** 2) if tf.reduce_max(tf.abs(err)) < 10.0 else tf.reduce_mean(tf.abs(err))
    assert loss >= 0.0
    variables = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    improved = not (loss > best)
    if improved and it < 1000:
        best.assign(loss)
        tf.print("new best", loss, "after", it, "iterations")
    return loss


for _ in range(6):
    x = tf.random.normal([24, 4])
    step(x, tf.sin(tf.reduce_sum(x, 1, keepdims=True)))
print(best.numpy())
