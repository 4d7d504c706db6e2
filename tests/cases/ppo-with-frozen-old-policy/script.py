import numpy as np
import tensorflow as tf

S, A = 4, 2


def net(name, p, out):
    return tf.keras.Sequential([tf.keras.Input((S,)), tf.keras.layers.Dense(8, "tanh", name=p + "fc"), tf.keras.layers.Dense(out, name=p + "out")], name=name)


pi, old_pi, vf = net("pi", "p", A), net("old_pi", "o", A), net("vf", "v", 1)
old_pi.set_weights(pi.get_weights())
opt_pi, opt_v = tf.keras.optimizers.Adam(3e-4), tf.keras.optimizers.Adam(1e-3)


def logp(logits, a):
    return -tf.nn.sparse_softmax_cross_entropy_with_logits(a, logits)


for it in range(2):
    s = tf.random.normal([32, S])
    a = tf.squeeze(tf.random.categorical(old_pi(s), 1), 1)
    ret = tf.constant(np.random.randn(32), tf.float32)
    adv = ret - tf.squeeze(vf(s), 1)
    adv = (adv - tf.reduce_mean(adv)) / (tf.math.reduce_std(adv) + 1e-8)
    lp_old = logp(old_pi(s), a)
    for k in range(2):
        with tf.GradientTape() as tape:
            logits = pi(s)
            ratio = tf.exp(logp(logits, a) - lp_old)
            surr = tf.minimum(ratio * adv, tf.clip_by_value(ratio, 0.8, 1.2) * adv)
            ent = -tf.reduce_sum(tf.nn.softmax(logits) * tf.nn.log_softmax(logits), -1)
            lp = -tf.reduce_mean(surr + 0.01 * ent)
        opt_pi.apply_gradients(zip(tape.gradient(lp, pi.trainable_variables), pi.trainable_variables))
        with tf.GradientTape() as tape:
            lv = tf.reduce_mean((tf.squeeze(vf(s), 1) - ret) ** 2)
        opt_v.apply_gradients(zip(tape.gradient(lv, vf.trainable_variables), vf.trainable_variables))
    old_pi.set_weights(pi.get_weights())
    print(it, float(lp), float(lv))
