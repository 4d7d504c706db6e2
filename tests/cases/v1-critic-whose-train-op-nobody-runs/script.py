import numpy as np
import tensorflow as tf
tf1 = tf.compat.v1
tf1.disable_v2_behavior()
np.random.seed(2); tf1.set_random_seed(2)

N_F, N_A = 4, 2


def fc(x, n, name, act=None):
    with tf1.variable_scope(name):
        w = tf1.get_variable('w', [int(x.shape[-1]), n], initializer=tf1.random_normal_initializer(0., .1))
        b = tf1.get_variable('b', [n], initializer=tf1.constant_initializer(0.1))
        y = tf.matmul(x, w) + b
    return act(y) if act else y


class Actor(object):
    def __init__(self, sess, lr=0.001):
        self.sess = sess
        self.s = tf1.placeholder(tf.float32, [1, N_F], "state")
        self.a = tf1.placeholder(tf.int32, None, "act")
        self.td_error = tf1.placeholder(tf.float32, None, "td_error")
        with tf1.variable_scope('actor'):
            self.acts_prob = tf.nn.softmax(fc(fc(self.s, 10, 'h', tf.nn.relu), N_A, 'p'))
        log_prob = tf1.log(self.acts_prob[0, self.a])
        self.exp_v = tf.reduce_mean(log_prob * self.td_error)
        self.train_op = tf1.train.AdamOptimizer(lr).minimize(-self.exp_v)

    def learn(self, s, a, td):
        _, exp_v = self.sess.run([self.train_op, self.exp_v], {self.s: s[None], self.a: a, self.td_error: td})
        return exp_v

    def choose(self, s):
        p = self.sess.run(self.acts_prob, {self.s: s[None]})
        return np.random.choice(N_A, p=p.ravel() / p.sum())


class Critic(object):
    def __init__(self, sess, lr=0.01, gamma=.9):
        self.sess = sess
        self.s = tf1.placeholder(tf.float32, [1, N_F], "state")
        self.v_ = tf1.placeholder(tf.float32, [1, 1], "v_next")
        self.r = tf1.placeholder(tf.float32, None, 'r')
        with tf1.variable_scope('critic'):
            self.v = fc(fc(self.s, 10, 'h', tf.nn.relu), 1, 'v')
        self.td_error = self.r + gamma * self.v_ - self.v
        self.loss = tf.square(self.td_error)
        self.train_op = tf1.train.AdamOptimizer(lr).minimize(self.loss)

    def learn(self, s, r, s_):
        v_ = self.sess.run(self.v, {self.s: s_[None]})
        td_error, _ = self.sess.run([self.td_error, self.loss], {self.s: s[None], self.v_: v_, self.r: r})
        return td_error


sess = tf1.Session()
actor, critic = Actor(sess), Critic(sess)
sess.run(tf1.global_variables_initializer())
for ep in range(2):
    s = np.random.randn(N_F)
    for t in range(5):
        a = actor.choose(s)
        s_, r = np.random.randn(N_F), float(s[a] > 0)
        td = critic.learn(s, r, s_)
        actor.learn(s, a, td[0, 0])
        s = s_
    print(ep, td)
