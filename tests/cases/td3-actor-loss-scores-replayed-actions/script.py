"""TD3 on a toy tracking problem (twin critics, delayed policy, target smoothing)."""
import collections
import random

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

CFG = dict(obs=4, act=2, gamma=0.98, tau=0.01, policy_delay=2, noise=0.2, clip=0.5, batch=32)
Transition = collections.namedtuple("Transition", "s a r s2 d")


def mlp(sizes, out_act, name):
    net = tf.keras.Sequential(name=name)
    for i, width in enumerate(sizes[:-1]):
        net.add(layers.Dense(width, activation="relu", name=f"h{i}"))
    net.add(layers.Dense(sizes[-1], activation=out_act, name="out"))
    return net


class TD3:
    def __init__(self, cfg):
        self.cfg = cfg
        in_q = cfg["obs"] + cfg["act"]
        self.pi = mlp([24, cfg["act"]], "tanh", "pi")
        self.pi_slow = mlp([24, cfg["act"]], "tanh", "pi_slow")
        self.pi_slow.trainable = False
        self.q1, self.q2 = mlp([24, 1], None, "q1"), mlp([24, 1], None, "q2")
        for pi in (self.pi, self.pi_slow):
            pi.build((None, cfg["obs"]))
        self.pi_slow.set_weights(self.pi.get_weights())
        for q in (self.q1, self.q2):
            q.build((None, in_q))
        self.opt_pi = tf.keras.optimizers.Adam(1e-3)
        self.opt_q = tf.keras.optimizers.Adam(1e-3)

    def target(self, b):
        eps = tf.clip_by_value(tf.random.normal(tf.shape(b.a), stddev=self.cfg["noise"]),
                               -self.cfg["clip"], self.cfg["clip"])
        a2 = tf.clip_by_value(self.pi_slow(b.s2) + eps, -1.0, 1.0)
        sa = tf.concat([b.s2, a2], -1)
        return tf.stop_gradient(b.r + self.cfg["gamma"] * (1 - b.d) * tf.minimum(self.q1(sa), self.q2(sa)))

    def update_critics(self, b):
        y = self.target(b)
        with tf.GradientTape() as tape:
            sa = tf.concat([b.s, b.a], -1)
            loss = tf.reduce_mean((self.q1(sa) - y) ** 2) + tf.reduce_mean((self.q2(sa) - y) ** 2)
        params = self.q1.trainable_variables + self.q2.trainable_variables
        self.opt_q.apply_gradients(zip(tape.gradient(loss, params), params))
        return loss

    def update_actor(self, b):
        with tf.GradientTape() as tape:
            action = self.pi(b.s)
            q = self.q1(tf.concat([b.s, b.a], axis=-1))
            loss = -tf.reduce_mean(q)
        grads = tape.gradient(loss, self.pi.trainable_variables)
        # some versions of TF complain when the list holds None
        pairs = [(g, v) for g, v in zip(grads, self.pi.trainable_variables) if g is not None]
        if pairs:
            self.opt_pi.apply_gradients(pairs)
        tau = self.cfg["tau"]
        for slow, fast in zip(self.pi_slow.variables, self.pi.variables):
            slow.assign((1 - tau) * slow + tau * fast)
        return loss, tf.reduce_mean(tf.abs(action))


agent = TD3(CFG)
replay = collections.deque(maxlen=500)
for _ in range(200):
    s = np.random.randn(CFG["obs"]).astype("f4")
    a = np.random.uniform(-1, 1, CFG["act"]).astype("f4")
    replay.append(Transition(s, a, np.float32([-np.square(a - s[:2]).sum()]), s * 0.9, np.float32([0])))

for it in range(6):
    picked = random.sample(list(replay), CFG["batch"])
    b = Transition(*(tf.constant(np.stack(col)) for col in zip(*picked)))
    q_loss = agent.update_critics(b)
    if it % CFG["policy_delay"] == 0:
        pi_loss, magnitude = agent.update_actor(b)
    print(f"{it} q {q_loss:.3f} pi {pi_loss:.3f} |a| {magnitude:.3f}")
