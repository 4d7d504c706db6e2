"""Learning to learn by gradient descent by gradient descent: a tiny coordinate-wise network proposes the updates."""
import tensorflow as tf

UNROLL, HIDDEN, BATCH = 5, 6, 4


class UpdateRule(tf.Module):
    def __init__(self):
        super().__init__(name="rule")
        with self.name_scope:
            self.w_g = tf.Variable(tf.random.normal([2, HIDDEN], stddev=0.3), name="w_g")
            self.w_h = tf.Variable(tf.random.normal([HIDDEN, HIDDEN], stddev=0.3), name="w_h")
            self.b = tf.Variable(tf.zeros([HIDDEN]), name="b")
            self.w_u = tf.Variable(tf.zeros([HIDDEN, 1]), name="w_u")

    def __call__(self, grad, state):
        g = tf.reshape(tf.stop_gradient(grad), [-1, 1])          # first order, as in the paper
        log = tf.math.log(tf.abs(g) + 1e-6) / 10.0
        state = tf.tanh(tf.concat([log, tf.sign(g)], 1) @ self.w_g + state @ self.w_h + self.b)
        return tf.reshape(0.1 * (state @ self.w_u) - 0.05 * g, grad.shape), state


rule = UpdateRule()
meta_optimizer = tf.keras.optimizers.Adam(5e-3)


def quadratic_task():
    a, b = tf.random.normal([BATCH, 3, 3]), tf.random.normal([BATCH, 3])
    return lambda theta: tf.reduce_mean((tf.linalg.matvec(a, theta) - b) ** 2)


def unroll(task):
    theta = tf.random.normal([3])                                # a plain tensor, no variable
    state = tf.zeros([3, HIDDEN])
    losses = []
    for _ in range(UNROLL):
        with tf.GradientTape() as inner:
            inner.watch(theta)
            loss = task(theta)
        update, state = rule(inner.gradient(loss, theta), state)
        theta = theta + update
        losses.append(task(theta))
    return losses


for meta_step in range(4):
    task = quadratic_task()
    with tf.GradientTape() as outer:
        trajectory = unroll(task)
        meta_loss = tf.add_n([w * l for w, l in zip(tf.unstack(tf.linspace(0.2, 1.0, UNROLL)), trajectory)])
    grads = outer.gradient(meta_loss, rule.trainable_variables)
    if not tf.reduce_all([tf.reduce_all(tf.math.is_finite(g)) for g in grads]):
        print("skipping a bad task")
        continue
    meta_optimizer.apply_gradients(zip(grads, rule.trainable_variables))
    print("meta step", meta_step, "first %.3f last %.3f" % (trajectory[0], trajectory[-1]))
