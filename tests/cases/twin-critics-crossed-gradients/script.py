import tensorflow as tf
from tensorflow.keras import layers, Sequential, Input, optimizers


def critic(i):
    return Sequential([Input((5,)), layers.Dense(8, "relu", name=f"h{i}"), layers.Dense(1, name=f"o{i}")], name=f"q{i}")


class TD3:
    def __init__(self):
        self.q1, self.q2 = critic(1), critic(2)
        self.opt1, self.opt2 = optimizers.Adam(3e-4), optimizers.Adam(3e-4)

    @tf.function
    def update_critics(self, s, a, target):
        sa = tf.concat([s, a], 1)
        with tf.GradientTape(persistent=True) as tape:
            l1 = tf.reduce_mean((self.q1(sa) - target) ** 2)
            l2 = tf.reduce_mean((self.q2(sa) - target) ** 2)
        g1 = tape.gradient(l1, self.q1.trainable_variables)
        g2 = tape.gradient(l2, self.q2.trainable_variables)
        self.opt1.apply_gradients(zip(g1, self.q2.trainable_variables))
        self.opt2.apply_gradients(zip(g2, self.q1.trainable_variables))
        return l1 + l2


agent = TD3()
agent.opt1.build(agent.q2.trainable_variables)
agent.opt2.build(agent.q1.trainable_variables)
for _ in range(3):
    s, a = tf.random.normal([16, 3]), tf.random.uniform([16, 2], -1, 1)
    print(agent.update_critics(s, a, tf.random.normal([16, 1])).numpy())
