import tensorflow as tf

stiffness = tf.Variable([1.0, 0.5], name="stiffness")
damping = tf.Variable(0.1, name="damping")
force = tf.Variable(tf.zeros([2]), name="force")
filt = tf.Variable([0.5], name="filter")
gain = tf.Variable([1.0, 1.0, 1.0], name="gain")
PARAMS = [stiffness, damping, force, filt, gain]


def simulate(x0, mode):
    def body(i, x, v):
        a = -stiffness * x - damping * v + force
        v = v + 0.1 * a
        return i + 1, x + 0.1 * v, v

    _, x, v = tf.while_loop(lambda i, x, v: i < 10, body, [tf.constant(0), x0, tf.zeros_like(x0)])
    trace = tf.scan(lambda acc, e: filt[0] * acc + (1 - filt[0]) * e, x + v)
    energy = tf.map_fn(lambda row: tf.reduce_sum(row ** 2 * stiffness), trace)
    total = tf.foldl(lambda a, e: a + e, energy)
    scaled = tf.switch_case(mode, [lambda: total * gain[0], lambda: total * gain[1], lambda: total * gain[2]])
    return tf.cond(total > 1e6, lambda: scaled * 0.1, lambda: scaled)


@tf.function
def step(x0, mode):
    with tf.GradientTape() as tape:
        loss = (simulate(x0, mode) - 1.0) ** 2
    grads = tape.gradient(loss, PARAMS)
    for p, g in zip(PARAMS, grads):
        p.assign_sub(1e-4 * tf.clip_by_norm(g, 1.0))
    return loss


for i in range(3):
    tf.print(step(tf.random.normal([5, 2]), tf.constant(i % 3)))
