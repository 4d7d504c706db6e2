import tensorflow as tf

D = 3
enc = tf.keras.Sequential([tf.keras.Input((7,)), tf.keras.layers.Dense(2 * D, name="enc_out")])
dec = tf.keras.Sequential([tf.keras.Input((D,)), tf.keras.layers.Dense(7, name="dec_out")])
prior_mu = tf.Variable(tf.random.normal([D]), name="prior_mu")
prior_log_sigma = tf.Variable(tf.random.normal([D]), name="prior_log_sigma")
opt = tf.keras.optimizers.Adam(3e-4)
history = []


def kl(mu, ls, pm, pls):
    return pls - ls + (tf.exp(2 * ls) + (mu - pm) ** 2) / (2 * tf.exp(2 * pls)) - 0.5


def elbo_step(x):
    with tf.GradientTape() as tape:
        mu, ls = tf.split(enc(x), 2, -1)
        z = mu + tf.exp(ls) * tf.random.normal(tf.shape(mu))
        rec = tf.reduce_sum((dec(z) - x) ** 2, -1)
        with tape.stop_recording():
            pm, pls = tf.identity(prior_mu), tf.clip_by_value(prior_log_sigma, -4.0, 4.0)
            history.append(pm)
        loss = tf.reduce_mean(rec + tf.reduce_sum(kl(mu, ls, pm, pls), -1))
    theta = enc.trainable_variables + dec.trainable_variables + [prior_mu, prior_log_sigma]
    grads = tape.gradient(loss, theta)
    opt.apply_gradients((g, v) for g, v in zip(grads, theta) if g is not None)
    return loss


for _ in range(3):
    print(elbo_step(tf.random.normal([16, 7])).numpy())
