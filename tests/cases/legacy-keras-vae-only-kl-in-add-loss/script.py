import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras import layers

ORIG, HIDDEN, LATENT = 30, 16, 3


def sampling(args):
    mean, log_var = args
    eps = K.random_normal(shape=(K.shape(mean)[0], LATENT))
    return mean + K.exp(0.5 * log_var) * eps


# --- encoder
x = layers.Input(shape=(ORIG,), name="expression")
h = layers.Dense(HIDDEN, activation="relu", name="enc_hidden")(x)
z_mean = layers.Dense(LATENT, name="z_mean")(h)
z_log_var = layers.Dense(LATENT, name="z_log_var")(h)
z = layers.Lambda(sampling, name="z")([z_mean, z_log_var])

# --- decoder
d = layers.Dense(HIDDEN, activation="relu", name="dec_hidden")(z)
x_hat = layers.Dense(ORIG, activation="sigmoid", name="dec_out")(d)

vae = tf.keras.Model(x, x_hat, name="gene_vae")
kl = -0.5 * K.mean(K.sum(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1))
vae.add_loss(kl)
vae.compile(optimizer=tf.keras.optimizers.RMSprop(1e-3))
vae.summary()

genes = np.random.rand(120, ORIG).astype("float32")
hist = vae.fit(genes, epochs=3, batch_size=20, verbose=0)
print("loss goes to zero so quickly!", hist.history["loss"])
