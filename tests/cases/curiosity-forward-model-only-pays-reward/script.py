"""Intrinsic curiosity module (Pathak et al.) with an actor-critic on top, one rollout at a time."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

OBS, ACT, FEAT, T = 5, 3, 8, 24
BETA, ETA, GAMMA = 0.2, 0.5, 0.95


def net(out, name, hidden=16):
    return tf.keras.Sequential([layers.Dense(hidden, activation="elu", name="h"), layers.Dense(out, name="o")], name=name)


class Agent:
    def __init__(self):
        self.actor, self.critic = net(ACT, "actor"), net(1, "critic")
        self.phi = net(FEAT, "phi")
        self.inverse = net(ACT, "inverse")
        self.forward = net(FEAT, "forward")
        self.opt = tf.keras.optimizers.Adam(1e-3)

    @property
    def variables(self):
        nets = (self.actor, self.critic, self.phi, self.inverse, self.forward)
        return [v for n in nets for v in n.trainable_variables]

    def curiosity(self, s, a, s2):
        f, f2 = self.phi(s), self.phi(s2)
        a_hat = self.inverse(tf.concat([f, f2], -1))
        inverse_loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=a, logits=a_hat)
        guess = self.forward(tf.concat([tf.stop_gradient(f), tf.one_hot(a, ACT)], -1))
        surprise = 0.5 * tf.reduce_sum((guess - tf.stop_gradient(f2)) ** 2, axis=-1)
        return tf.reduce_mean(inverse_loss), surprise

    def update(self, s, a, r, s2):
        with tf.GradientTape() as tape:
            inverse_loss, surprise = self.curiosity(s, a, s2)
            reward = r + ETA * tf.stop_gradient(surprise)
            v = self.critic(s)[:, 0]
            target = reward + GAMMA * self.critic(s2)[:, 0]
            adv = tf.stop_gradient(target) - v
            logp = tf.gather(tf.nn.log_softmax(self.actor(s)), a, batch_dims=1)
            policy_loss = -tf.reduce_mean(logp * tf.stop_gradient(adv))
            loss = policy_loss + 0.5 * tf.reduce_mean(adv ** 2) + (1 - BETA) * inverse_loss
        grads = tape.gradient(loss, self.variables)
        self.opt.apply_gradients(zip(grads, self.variables))
        return loss, tf.reduce_mean(surprise)


agent, rng = Agent(), np.random.default_rng(2)
for rollout in range(3):
    s = rng.normal(size=(T, OBS)).astype(np.float32)
    a = rng.integers(0, ACT, T)
    s2 = np.roll(s, -1, axis=0) + 0.1 * a[:, None].astype(np.float32)
    loss, bonus = agent.update(tf.constant(s), tf.constant(a), tf.zeros([T]), tf.constant(s2))
    print(f"rollout {rollout}: loss {loss:.3f}, mean bonus {bonus:.3f}")
