import tensorflow as tf

# toy state-space filter:  z' = tanh(A z + B u),  y = C z   (all square so that ablations can swap them)
N = 5
tf.random.set_seed(3)


def init(scale):
    return tf.random.normal([N, N]) * scale


params = {
    "transition": {"recur": tf.Variable(tf.eye(N) * 0.9 + init(0.05), name="recur"),
                   "drive": tf.Variable(init(0.3), name="drive")},
    "emission": {"readout": tf.Variable(init(0.3), name="readout")},
}


def leaves(tree):
    """depth-first list of the variables"""
    if isinstance(tree, tf.Variable):
        return [tree]
    return [leaf for child in tree.values() for leaf in leaves(child)]


def simulate(p, controls):
    z = tf.zeros([controls.shape[0], N])
    ys = []
    for u in tf.unstack(controls, axis=1):
        z = tf.tanh(z @ p["transition"]["recur"] + u @ p["transition"]["drive"])
        ys.append(z @ p["emission"]["readout"])
    return tf.stack(ys, axis=1)


def global_norm_clip(tree, limit):
    flat, norm = tf.clip_by_global_norm(tf.nest.flatten(tree), limit)
    return flat, norm


opt_state = {"step": 0, "lr": 0.05}
controls = tf.random.normal([16, 7, N])
target = tf.cumsum(controls, axis=1) * 0.1

for it in range(10):
    with tf.GradientTape() as tape:
        err = simulate(params, controls) - target
        loss = tf.reduce_mean(err * err)
    grads = tape.gradient(loss, params)
    flat_grads, norm = global_norm_clip(grads, 1.0)
    lr = opt_state["lr"] / (1.0 + 0.1 * opt_state["step"])
    for g, v in zip(flat_grads, leaves(params)):
        v.assign_sub(lr * g)
    opt_state["step"] += 1
    if it % 3 == 0:
        print(it, "loss", loss.numpy(), "norm", norm.numpy())
