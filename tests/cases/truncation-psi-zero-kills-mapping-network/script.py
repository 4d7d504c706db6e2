"""Toy StyleGAN: mapping network, moving average of w, modulated generator."""
import tensorflow as tf
from tensorflow.keras import layers

CONFIG = {
    "z_dim": 6,
    "w_dim": 8,
    "truncation_psi": 0.0,      # 0 = average face, 1 = no truncation
    "w_avg_beta": 0.995,
    "r1_gamma": 0.1,
    "lr": 2e-3,
}


class Mapping(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="mapping")
        self.fc = [layers.Dense(cfg["w_dim"], activation="leaky_relu", name=f"fc{i}") for i in range(2)]
        self.w_avg = tf.Variable(tf.zeros([cfg["w_dim"]]), trainable=False, name="w_avg")
        self.psi, self.beta = cfg["truncation_psi"], cfg["w_avg_beta"]

    def call(self, z):
        w = z * tf.math.rsqrt(tf.reduce_mean(z ** 2, axis=-1, keepdims=True) + 1e-8)
        for fc in self.fc:
            w = fc(w)
        self.w_avg.assign(self.beta * self.w_avg + (1 - self.beta) * tf.reduce_mean(w, axis=0))
        return self.w_avg + self.psi * (w - self.w_avg)


class Synthesis(tf.keras.Model):
    def __init__(self):
        super().__init__(name="synthesis")
        self.style = layers.Dense(10, bias_initializer="ones", name="style")
        self.const = self.add_weight(shape=(1, 10), initializer="random_normal", name="const")
        self.to_rgb = layers.Dense(3, name="to_rgb")

    def call(self, w):
        return self.to_rgb(tf.nn.leaky_relu(self.const * self.style(w)))


mapping, synthesis = Mapping(CONFIG), Synthesis()
critic = tf.keras.Sequential([layers.Dense(12, activation="leaky_relu", name="d0"), layers.Dense(1, name="d1")], name="critic")
critic.build((None, 3))
g_opt, d_opt = (tf.keras.optimizers.Adam(CONFIG["lr"], beta_1=0.0) for _ in range(2))


@tf.function
def d_step(real):
    with tf.GradientTape() as tape:
        with tf.GradientTape() as r1_tape:
            r1_tape.watch(real)
            on_real = critic(real)
        r1 = tf.reduce_mean(tf.reduce_sum(r1_tape.gradient(on_real, real) ** 2, -1))
        fake = synthesis(mapping(tf.random.normal([tf.shape(real)[0], CONFIG["z_dim"]])))
        loss = tf.reduce_mean(tf.nn.softplus(critic(fake)) + tf.nn.softplus(-on_real)) + CONFIG["r1_gamma"] * r1
    d_opt.apply_gradients(zip(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables))
    return loss


@tf.function
def g_step(n):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.softplus(-critic(synthesis(mapping(tf.random.normal([n, CONFIG["z_dim"]]))))))
    params = mapping.trainable_variables + synthesis.trainable_variables
    g_opt.apply_gradients(zip(tape.gradient(loss, params), params))
    return loss


for kimg in range(3):
    d = d_step(tf.random.normal([16, 3]) * 0.3 + [0.8, 0.2, -0.4])
    print(f"kimg {kimg} d {d:.3f} g {g_step(16):.3f}")
