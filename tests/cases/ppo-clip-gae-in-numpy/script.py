"""PPO (clip) on a toy 1-D "stay in the middle" environment.

One file, no gym. Mostly to check that my GAE is right before moving to mujoco.
"""
import numpy as np
import tensorflow as tf

HALF_LOG_2PI_E = float(0.5 * np.log(2 * np.pi * np.e))
CFG = dict(gamma=0.99, lam=0.95, clip=0.2, epochs=3, minibatch=32, ent_coef=0.01, vf_coef=0.5, max_norm=0.5)


class MiddleEnv:
    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)
        self.reset()

    def reset(self):
        self.x = self.rng.uniform(-1, 1)
        self.v = 0.0
        return np.array([self.x, self.v], np.float32)

    def step(self, a):
        self.v = 0.9 * self.v + 0.1 * float(np.clip(a, -1, 1))
        self.x += self.v + 0.01 * self.rng.normal()
        done = abs(self.x) > 2
        return np.array([self.x, self.v], np.float32), -abs(self.x), done


class ActorCritic(tf.keras.Model):
    def __init__(self):
        super().__init__(name="ac")
        self.body = tf.keras.layers.Dense(32, activation="tanh", name="body")
        self.mu = tf.keras.layers.Dense(1, name="mu")
        self.v = tf.keras.layers.Dense(1, name="v")
        self.log_std = self.add_weight(shape=(1,), initializer=tf.keras.initializers.Constant(-0.5), name="log_std")

    def call(self, obs):
        h = self.body(obs)
        return self.mu(h), tf.squeeze(self.v(h), -1)


def gaussian_logp(a, mu, log_std):
    return tf.reduce_sum(-0.5 * ((a - mu) / tf.exp(log_std)) ** 2 - log_std - 0.5 * np.log(2 * np.pi), axis=-1)


model = ActorCritic()
opt = tf.keras.optimizers.Adam(3e-4, epsilon=1e-5)


@tf.function
def update(obs, act, old_logp, adv, ret):
    with tf.GradientTape() as tape:
        mu, v = model(obs)
        logp = gaussian_logp(act, mu, model.log_std)
        ratio = tf.exp(logp - old_logp)
        clipped = tf.clip_by_value(ratio, 1 - CFG["clip"], 1 + CFG["clip"])
        pi_loss = -tf.reduce_mean(tf.minimum(ratio * adv, clipped * adv))
        v_loss = tf.reduce_mean(tf.square(ret - v))
        entropy = tf.reduce_sum(model.log_std + HALF_LOG_2PI_E)
        loss = pi_loss + CFG["vf_coef"] * v_loss - CFG["ent_coef"] * entropy
    grads = tape.gradient(loss, model.trainable_variables)
    grads, norm = tf.clip_by_global_norm(grads, CFG["max_norm"])
    opt.apply_gradients(zip(grads, model.trainable_variables))
    approx_kl = tf.reduce_mean(old_logp - logp)
    return loss, approx_kl, norm


def rollout(env, n):
    obs_buf, act_buf, logp_buf, rew_buf, val_buf, done_buf = [], [], [], [], [], []
    obs = env.reset()
    for _ in range(n):
        mu, v = model(obs[None])
        act = mu.numpy()[0] + np.exp(model.log_std.numpy()) * np.random.randn(1)
        logp = gaussian_logp(tf.constant(act[None], tf.float32), mu, model.log_std)
        nxt, rew, done = env.step(act[0])
        for buf, item in zip((obs_buf, act_buf, logp_buf, rew_buf, val_buf, done_buf),
                             (obs, act, logp.numpy()[0], rew, v.numpy()[0], done)):
            buf.append(item)
        obs = env.reset() if done else nxt
    adv, last = np.zeros(n, np.float32), 0.0
    for t in reversed(range(n)):
        nonterm = 1.0 - float(done_buf[t])
        nxt_v = val_buf[t + 1] if t + 1 < n else val_buf[t]
        delta = rew_buf[t] + CFG["gamma"] * nxt_v * nonterm - val_buf[t]
        last = delta + CFG["gamma"] * CFG["lam"] * nonterm * last
        adv[t] = last
    ret = adv + np.array(val_buf)
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return [np.asarray(b, np.float32) for b in (obs_buf, act_buf, logp_buf, adv, ret)]


env = MiddleEnv()
for iteration in range(2):
    data = rollout(env, 96)
    for _ in range(CFG["epochs"]):
        perm = np.random.permutation(96)
        for s in range(0, 96, CFG["minibatch"]):
            idx = perm[s:s + CFG["minibatch"]]
            loss, kl, norm = update(*[tf.constant(d[idx]) for d in data])
        if kl > 0.03:
            break
    print(f"iter {iteration}  loss {float(loss):.3f}  kl {float(kl):.4f}  |g| {float(norm):.2f}")
