import numpy as np
import tensorflow as tf

# Small physics fit: damped oscillator, all parameters flattened for a home-made BFGS (float64)
tf.keras.backend.set_floatx("float64")
t = np.linspace(0, 6, 80)
observed = 1.3 * np.exp(-0.25 * t) * np.cos(2.1 * t + 0.4) + 0.01 * np.random.RandomState(0).randn(80)

params = {
    "amplitude": tf.Variable(1.0, dtype=tf.float64, name="amplitude"),
    "damping": tf.Variable(0.1, dtype=tf.float64, name="damping"),
    "omega_phase": tf.Variable([1.9, 0.0], dtype=tf.float64, name="omega_phase"),
    "offsets": tf.Variable(np.zeros(2), dtype=tf.float64, name="offsets"),
}
variables = list(params.values())
shapes = [v.shape.as_list() for v in variables]
cuts = np.cumsum([0] + [int(np.prod(s)) for s in shapes])


def pack(values):
    return np.concatenate([np.reshape(v, -1) for v in values])


def unpack_and_assign(flat):
    for v, s, a, b in zip(variables, shapes, cuts[:-1], cuts[1:]):
        v.assign(flat[a:b].reshape(s))


def curve():
    omega, phase = tf.unstack(params["omega_phase"])
    swing = params["amplitude"] * tf.exp(-params["damping"] * t) * tf.cos(omega * t + phase)
    return swing + params["offsets"][0] + params["offsets"][1] * t


def value_and_gradient(flat):
    unpack_and_assign(flat)
    with tf.GradientTape() as tape:
        chi2 = tf.reduce_mean((curve() - observed) ** 2)
    gradient = pack([g.numpy() for g in tape.gradient(chi2, variables)])
    return chi2.numpy(), gradient


point = pack([v.numpy() for v in variables])
H = 0.5 * np.eye(len(point))
f, g = value_and_gradient(point)
for it in range(12):
    step = 1.0
    direction = -H @ g
    while True:                                   # backtracking
        trial = point + step * direction
        f_new, g_new = value_and_gradient(trial)
        if f_new <= f + 1e-4 * step * g @ direction or step < 1e-6:
            break
        step *= 0.5
    s, y = trial - point, g_new - g
    if y @ s > 1e-12:
        rho, eye = 1.0 / (y @ s), np.eye(len(s))
        H = (eye - rho * np.outer(s, y)) @ H @ (eye - rho * np.outer(y, s)) + rho * np.outer(s, s)
    point, f, g = trial, f_new, g_new
    print(it, f"{f:.3e}", "|g|", f"{np.linalg.norm(g):.2e}")
print({k: v.numpy().round(3).tolist() for k, v in params.items()})
