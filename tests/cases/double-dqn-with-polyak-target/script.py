import tensorflow as tf
from tensorflow import keras


class QNet(keras.Model):
    def __init__(self, n_actions, name):
        super().__init__(name=name)
        self.torso = keras.layers.Dense(24, activation="relu", name="torso")
        self.value = keras.layers.Dense(n_actions, name="value")

    def call(self, s):
        return self.value(self.torso(s))


class DDQN:
    def __init__(self, obs=5, n_actions=3, gamma=0.98, tau=0.02):
        self.q, self.q_target = QNet(n_actions, "online"), QNet(n_actions, "target")
        for net in (self.q, self.q_target):
            net(tf.zeros((1, obs)))
        self.q_target.set_weights(self.q.get_weights())
        self.gamma, self.tau, self.n = gamma, tau, n_actions
        self.opt = keras.optimizers.Adam(1e-3)
        self.opt.build(self.q.trainable_variables)

    @tf.function
    def learn(self, s, a, r, s2, done):
        with tf.GradientTape() as tape:
            best = tf.argmax(self.q(s2), axis=1)
            q2 = tf.gather(self.q_target(s2), best, axis=1, batch_dims=1)
            target = tf.stop_gradient(r + self.gamma * (1.0 - done) * q2)
            q = tf.reduce_sum(self.q(s) * tf.one_hot(a, self.n), axis=1)
            td = target - q
            loss = tf.reduce_mean(tf.where(tf.abs(td) < 1.0, 0.5 * td ** 2, tf.abs(td) - 0.5))
        g = tape.gradient(loss, self.q.trainable_variables)
        self.opt.apply_gradients(zip(g, self.q.trainable_variables))
        for t, o in zip(self.q_target.trainable_variables, self.q.trainable_variables):
            t.assign(self.tau * o + (1.0 - self.tau) * t)
        return tf.abs(td)


if __name__ == "__main__":
    agent = DDQN()
    for _ in range(4):
        s = tf.random.normal((16, 5))
        a = tf.random.uniform((16,), maxval=3, dtype=tf.int32)
        td = agent.learn(s, a, tf.random.normal((16,)), s + 0.1, tf.zeros((16,)))
        print("priority", td.numpy().max())
