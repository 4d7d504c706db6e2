"""Physics-informed network for u_t = D u_xx with u(0,t)=u(1,t)=0, u(x,0)=sin(pi x)."""
import math

import tensorflow as tf

DTYPE = "float64"
tf.keras.backend.set_floatx(DTYPE)
D_TRUE = 0.1


class PINN(tf.keras.Model):
    def __init__(self, width=16, depth=3, **kw):
        super().__init__(**kw)
        self.scale = tf.keras.layers.Lambda(lambda z: 2.0 * z - 1.0)
        self.hidden = [tf.keras.layers.Dense(width, activation="tanh", name=f"hidden_{i}") for i in range(depth)]
        self.out = tf.keras.layers.Dense(1, name="out")

    def call(self, xt):
        z = self.scale(xt)
        for layer in self.hidden:
            z = layer(z)
        return self.out(z)


net = PINN(name="pinn")
net(tf.zeros((1, 2), dtype=DTYPE))
raw_D = tf.Variable(-1.0, dtype=DTYPE, name="raw_diffusivity")   # softplus -> D
opt = tf.keras.optimizers.Adam(1e-3)


def residual(x, t):
    with tf.GradientTape(persistent=True) as g2:
        g2.watch(x)
        with tf.GradientTape(persistent=True) as g1:
            g1.watch([x, t])
            u = net(tf.concat([x, t], axis=1))
        u_x = g1.gradient(u, x)
    u_t = g1.gradient(u, t)
    u_xx = g2.gradient(u_x, x)
    del g1, g2
    return u_t - tf.nn.softplus(raw_D) * u_xx


def exact(x, t):
    return tf.sin(math.pi * x) * tf.exp(-D_TRUE * math.pi ** 2 * t)


@tf.function
def step(x_f, t_f, x_b, t_b):
    with tf.GradientTape() as tape:
        phys = tf.reduce_mean(residual(x_f, t_f) ** 2)
        data = tf.reduce_mean((net(tf.concat([x_b, t_b], 1)) - exact(x_b, t_b)) ** 2)
        loss = phys + 10.0 * data
    theta = net.trainable_variables + [raw_D]
    opt.apply_gradients(zip(tape.gradient(loss, theta), theta))
    return loss, phys, data


rand = lambda n: tf.random.uniform((n, 1), dtype=DTYPE)
best, patience = 1e9, 0
for it in range(6):
    loss, phys, data = step(rand(64), rand(64), rand(32), rand(32))
    if loss < best:
        best, patience = float(loss), 0
    else:
        patience += 1
    if patience > 20:
        break
    if it % 2 == 0:
        print(f"{it:4d} loss {loss:.4e} (pde {phys:.2e}, data {data:.2e})  D={tf.nn.softplus(raw_D):.4f}")
