"""Neural ODE with the adjoint method: constant memory, backward integration in a custom gradient."""
import numpy as np
import tensorflow as tf

STEPS = 8


class Dynamics(tf.Module):
    def __init__(self, dim=2, width=12):
        super().__init__(name="dynamics")
        with self.name_scope:
            self.w_in = tf.Variable(tf.random.normal([dim, width], stddev=0.3), name="w_in")
            self.b_in = tf.Variable(tf.zeros([width]), name="b_in")
            self.w_out = tf.Variable(tf.random.normal([width, dim], stddev=0.3), name="w_out")

    def __call__(self, y):
        return tf.tanh(y @ self.w_in + self.b_in) @ self.w_out


f = Dynamics()


def euler(y, dt):
    for _ in range(STEPS):
        y = y + dt * f(y)
    return y


@tf.custom_gradient
def odeint(y0):
    dt = tf.constant(1.0 / STEPS)
    y1 = euler(y0, dt)

    def grad(dy, variables=None):
        params = variables or []
        y, a = y1, dy
        totals = [tf.zeros_like(p) for p in params]
        for _ in range(STEPS):
            with tf.GradientTape() as tape:
                tape.watch(y)
                out = f(y)
            a_y, a_p = tape.gradient(out, (y, params), output_gradients=a)
            y = y - dt * tf.stop_gradient(out)          # reconstruct the state backwards in time
            a = a + dt * a_y
            totals = [t + dt * g for t, g in zip(totals, a_p)]
        return a, totals

    return y1, grad


encoder = tf.Variable(np.random.normal(0, 0.5, (3, 2)).astype("float32"), name="encoder")
readout = tf.Variable(np.random.normal(0, 0.5, (2, 1)).astype("float32"), name="readout")
weights = [encoder, readout, *f.trainable_variables]
opt = tf.keras.optimizers.Adam(0.01)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        latent = odeint(x @ encoder)
        loss = tf.reduce_mean((latent @ readout - y) ** 2)
    opt.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


for i in range(5):
    x = np.random.normal(size=(32, 3)).astype("float32")
    print("iter", i, "mse", float(train(tf.constant(x), tf.constant(np.sin(x[:, :1])))))
