import numpy as np
import tensorflow as tf
import keras
from keras import layers

T = 50
betas = np.linspace(1e-4, 0.02, T, dtype="float32")
alpha_bar = np.cumprod(1.0 - betas).astype("float32")
posterior_var = (betas * (1.0 - np.append(1.0, alpha_bar[:-1])) / (1.0 - alpha_bar)).astype("float32")
posterior_var[0] = posterior_var[1]


class Denoiser(keras.Model):
    def __init__(self, dim=2, width=32):
        super().__init__(name="denoiser")
        self.time = layers.Embedding(T, width, name="time")
        self.inp = layers.Dense(width, activation="swish", name="inp")
        self.mid = layers.Dense(width, activation="swish", name="mid")
        self.eps_out = layers.Dense(dim, name="eps_out")
        self.var_out = layers.Dense(dim, name="var_out")

    def call(self, inputs):
        x, t = inputs
        h = self.inp(x) + self.time(t)
        h = h + self.mid(h)
        return self.eps_out(h), self.var_out(h)


class Diffusion(keras.Model):
    def __init__(self, net, vlb_weight=1e-3):
        super().__init__(name="ddpm")
        self.net = net
        self.vlb_weight = vlb_weight
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def vlb(self, noise, t, outputs):
        # "we apply a stop-gradient to the mean, so that L_vlb only guides the variance" (Nichol & Dhariwal)
        eps, v = tf.nest.map_structure(tf.stop_gradient, outputs)
        frac = tf.sigmoid(v)
        log_min = tf.math.log(tf.gather(posterior_var, t))[:, None]
        log_max = tf.math.log(tf.gather(betas, t))[:, None]
        log_var = frac * log_max + (1.0 - frac) * log_min
        return 0.5 * tf.reduce_mean(log_var + tf.square(noise - eps) * tf.exp(-log_var) * tf.exp(log_min))

    def train_step(self, x):
        n = tf.shape(x)[0]
        t = tf.random.uniform([n], 0, T, dtype=tf.int32)
        noise = tf.random.normal(tf.shape(x))
        a = tf.gather(alpha_bar, t)[:, None]
        noisy = tf.sqrt(a) * x + tf.sqrt(1.0 - a) * noise
        with tf.GradientTape() as tape:
            outputs = self.net((noisy, t))
            simple = tf.reduce_mean(tf.square(noise - outputs[0]))
            loss = simple + self.vlb_weight * self.vlb(noise, t, outputs)
        params = self.net.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


spiral = np.random.randn(128, 2).astype("float32")
ddpm = Diffusion(Denoiser())
ddpm.compile(optimizer=keras.optimizers.Adam(1e-3))
ddpm.fit(spiral, batch_size=32, epochs=2, verbose=2)
