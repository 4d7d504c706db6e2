"""DDPG, the well-known graph-mode version: the critic's dQ/da is fetched and fed into the actor's update."""
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

S_DIM, A_DIM, BATCH = 3, 1, 16


def fc(x, n, scope, act=None):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [x.shape[-1], n], initializer=tf.random_uniform_initializer(-0.3, 0.3))
        b = tf.get_variable("b", [n], initializer=tf.zeros_initializer())
    y = tf.matmul(x, w) + b
    return act(y) if act else y


class ActorNetwork:
    def __init__(self, sess, lr):
        self.sess = sess
        self.inputs = tf.placeholder(tf.float32, [None, S_DIM])
        with tf.variable_scope("actor"):
            h = fc(self.inputs, 12, "h", tf.nn.relu)
            self.out = fc(h, A_DIM, "mu", tf.tanh)
        self.params = tf.trainable_variables("actor")
        self.action_gradient = tf.placeholder(tf.float32, [None, A_DIM])
        unnormalized = tf.gradients(self.out, self.params, -self.action_gradient)
        grads = [g / BATCH for g in unnormalized]
        self.optimize = tf.train.AdamOptimizer(lr).apply_gradients(zip(grads, self.params))

    def predict(self, s):
        return self.sess.run(self.out, {self.inputs: s})

    def train(self, s, a_grad):
        self.sess.run(self.optimize, {self.inputs: s, self.action_gradient: a_grad})


class CriticNetwork:
    def __init__(self, sess, lr):
        self.sess = sess
        self.s = tf.placeholder(tf.float32, [None, S_DIM])
        self.a = tf.placeholder(tf.float32, [None, A_DIM])
        self.y = tf.placeholder(tf.float32, [None, 1])
        with tf.variable_scope("critic"):
            h = tf.nn.relu(fc(self.s, 12, "hs") + fc(self.a, 12, "ha"))
            self.q = fc(h, 1, "q")
        self.loss = tf.losses.mean_squared_error(self.y, self.q)
        self.optimize = tf.train.AdamOptimizer(lr).minimize(self.loss, var_list=tf.trainable_variables("critic"))
        self.action_grads = tf.gradients(self.q, self.a)

    def train(self, s, a, y):
        return self.sess.run([self.loss, self.optimize], {self.s: s, self.a: a, self.y: y})[0]

    def gradients(self, s, a):
        return self.sess.run(self.action_grads, {self.s: s, self.a: a})[0]


with tf.Session() as sess:
    actor, critic = ActorNetwork(sess, 1e-3), CriticNetwork(sess, 1e-2)
    sess.run(tf.global_variables_initializer())
    for i in range(6):
        s = np.random.randn(BATCH, S_DIM)
        a = np.clip(actor.predict(s) + 0.2 * np.random.randn(BATCH, A_DIM), -1, 1)
        loss = critic.train(s, a, -np.square(a - s[:, :1]))
        actor.train(s, critic.gradients(s, actor.predict(s)))
        print("step", i, "critic loss", loss)
