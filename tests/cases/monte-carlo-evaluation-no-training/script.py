# Uncertainty of a (pre-trained elsewhere) policy: MC dropout over random states. No training in this file.
import numpy as np
import tensorflow as tf

STATES, SAMPLES = 20, 30


class Policy(tf.Module):
    def __init__(self, seed=0):
        super().__init__(name="policy")
        g = tf.random.Generator.from_seed(seed)
        self.w1 = tf.Variable(g.normal([4, 16], stddev=0.5), name="w1")
        self.b1 = tf.Variable(tf.zeros([16]), name="b1")
        self.w2 = tf.Variable(g.normal([16, 2], stddev=0.5), name="w2")

    @tf.function
    def probs(self, s, rate=0.2):
        h = tf.nn.dropout(tf.nn.relu(s @ self.w1 + self.b1), rate)
        return tf.nn.softmax(h @ self.w2)


def entropy(p):
    return -np.sum(p * np.log(p + 1e-9), axis=-1)


policy = Policy()
states = tf.random.normal([STATES, 4])
draws = np.stack([policy.probs(states).numpy() for _ in range(SAMPLES)])     # [samples, states, actions]
mean = draws.mean(axis=0)
total = entropy(mean)
aleatoric = entropy(draws).mean(axis=0)
epistemic = total - aleatoric
rank = np.argsort(-epistemic)
for i in rank[:5]:
    print(f"state {i:2d}: p={np.round(mean[i], 2)} total={total[i]:.3f} epistemic={epistemic[i]:.4f}")
print("share of states above 0.02:", np.mean(epistemic > 0.02))
