import numpy as np
import tensorflow as tf

EPS, OBS, ACT = 0.2, 4, 3


class ActorCritic(tf.keras.Model):
    def __init__(self):
        super().__init__(name="ac")
        self.body = tf.keras.layers.Dense(16, activation="tanh", name="body")
        self.pi = tf.keras.layers.Dense(ACT, name="pi")
        self.v = tf.keras.layers.Dense(1, name="v")

    def call(self, obs):
        h = self.body(obs)
        return self.pi(h), tf.squeeze(self.v(h), -1)


def logp_of(logits, actions):
    return -tf.nn.sparse_softmax_cross_entropy_with_logits(labels=actions, logits=logits)


def collect(net, n=32):
    obs = np.random.randn(n, OBS).astype(np.float32)
    logits, values = net(obs)
    actions = tf.squeeze(tf.random.categorical(logits, 1), 1).numpy()
    rewards = (actions == np.clip(np.round(obs[:, 0] + 1), 0, 2)).astype(np.float32)
    adv = rewards - values.numpy()
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    return obs, actions, logp_of(logits, actions).numpy(), rewards, adv


net = ActorCritic()
opt = tf.keras.optimizers.Adam(3e-3)
for iteration in range(2):
    obs, actions, old_logp, returns, adv = collect(net)
    for epoch in range(3):
        order = np.random.permutation(len(obs))
        for mb in np.split(order, 2):
            with tf.GradientTape() as tape:
                logits, value = net(obs[mb])
                logp = logp_of(logits, actions[mb])
                ratio = tf.exp(logp - old_logp[mb])
                clipped = tf.clip_by_value(ratio, 1 - EPS, 1 + EPS)
                pi_loss = -tf.reduce_mean(tf.minimum(ratio * adv[mb], clipped * adv[mb]))
                probs = tf.nn.softmax(logits)
                entropy = -tf.reduce_mean(tf.reduce_sum(probs * tf.math.log(probs + 1e-9), axis=1))
                v_loss = tf.reduce_mean((returns[mb] - value) ** 2)
                loss = pi_loss + 0.5 * v_loss - 0.01 * entropy
            grads = tape.gradient(loss, net.trainable_variables)
            grads, _ = tf.clip_by_global_norm(grads, 0.5)
            opt.apply_gradients(zip(grads, net.trainable_variables))
        kl = float(tf.reduce_mean(old_logp - logp_of(net(obs)[0], actions)))
        if kl > 0.05:
            break
    print(iteration, "reward", returns.mean(), "kl", kl)
