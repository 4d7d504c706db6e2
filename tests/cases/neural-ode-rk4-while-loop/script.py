import tensorflow as tf

# latent ODE on spirals; fixed-step RK4 inside tf.while_loop so that the graph stays small
tf.random.set_seed(1)
N_STEPS, DT, LATENT = 8, 0.1, 4


class Spiral(tf.Module):
    def __init__(self):
        super().__init__(name="ode")
        g = tf.random.Generator.from_seed(5)
        self.lift = tf.Variable(g.normal([2, LATENT], stddev=0.5), name="lift")
        self.f_w1 = tf.Variable(g.normal([LATENT + 1, 20], stddev=0.3), name="f_w1")
        self.f_b1 = tf.Variable(tf.zeros([20]), name="f_b1")
        self.f_w2 = tf.Variable(g.normal([20, LATENT], stddev=0.3), name="f_w2")
        self.read = tf.Variable(g.normal([LATENT, 2], stddev=0.5), name="read")

    def dynamics(self, t, z):
        tt = tf.fill([tf.shape(z)[0], 1], t)
        return tf.tanh(tf.concat([z, tt], 1) @ self.f_w1 + self.f_b1) @ self.f_w2

    def integrate(self, z0):
        def cond(i, t, z, ta):
            return i < N_STEPS

        def body(i, t, z, ta):
            k1 = self.dynamics(t, z)
            k2 = self.dynamics(t + DT / 2, z + DT / 2 * k1)
            k3 = self.dynamics(t + DT / 2, z + DT / 2 * k2)
            k4 = self.dynamics(t + DT, z + DT * k3)
            z = z + DT / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            return i + 1, t + DT, z, ta.write(i, z)

        ta = tf.TensorArray(tf.float32, size=N_STEPS, element_shape=[None, LATENT])
        _, _, zT, ta = tf.while_loop(cond, body, (tf.constant(0), tf.constant(0.0), z0, ta),
                                     maximum_iterations=N_STEPS)
        return zT, tf.transpose(ta.stack(), [1, 0, 2])

    @tf.function
    def loss(self, x0, path):
        _, traj = self.integrate(x0 @ self.lift)
        return tf.reduce_mean(tf.abs(tf.einsum("btl,ld->btd", traj, self.read) - path))


ode = Spiral()
rms = tf.keras.optimizers.RMSprop(0.005)

theta0 = tf.random.uniform([24, 1], maxval=6.28)
ts = tf.range(1, N_STEPS + 1, dtype=tf.float32)[None] * DT
x0 = tf.concat([tf.cos(theta0), tf.sin(theta0)], 1)
path = tf.stack([tf.exp(-ts) * tf.cos(theta0 + 3 * ts), tf.exp(-ts) * tf.sin(theta0 + 3 * ts)], axis=-1)

for itr in range(4):
    with tf.GradientTape() as tape:
        loss = ode.loss(x0, path)
    grads = tape.gradient(loss, ode.trainable_variables)
    rms.apply_gradients(zip(grads, ode.trainable_variables))
    print("Iter {:04d} | Total Loss {:.6f}".format(itr, loss.numpy()))
