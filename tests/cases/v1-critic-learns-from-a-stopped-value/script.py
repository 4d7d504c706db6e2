# A3C worker reduced to one process (graph mode)
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

N_OBS, N_ACT, GAMMA = 4, 3, 0.95


class Corridor(object):
    """walk right, get one point at the end"""

    def __init__(self, length=6):
        self.length = length

    def reset(self):
        self.pos, self.t = 0, 0
        return self._obs()

    def _obs(self):
        return np.array([self.pos / self.length, self.t / 20.0, 1.0, np.random.rand()], np.float32)

    def step(self, a):
        self.pos = int(np.clip(self.pos + a - 1, 0, self.length))
        self.t += 1
        done = self.pos == self.length or self.t >= 20
        return self._obs(), float(self.pos == self.length), done


class ACNet(object):
    def __init__(self, scope):
        with tf.variable_scope(scope):
            self.s = tf.placeholder(tf.float32, [None, N_OBS], "s")
            self.a = tf.placeholder(tf.int32, [None], "a")
            self.ret = tf.placeholder(tf.float32, [None], "ret")
            init = tf.random_normal_initializer(0.0, 0.1)
            with tf.variable_scope("actor"):
                w1 = tf.get_variable("w1", [N_OBS, 16], initializer=init)
                w2 = tf.get_variable("w2", [16, N_ACT], initializer=init)
                logits = tf.matmul(tf.nn.relu6(tf.matmul(self.s, w1)), w2)
                self.prob = tf.nn.softmax(logits)
            with tf.variable_scope("critic"):
                w1 = tf.get_variable("w1", [N_OBS, 16], initializer=init)
                w2 = tf.get_variable("w2", [16, 1], initializer=init)
                value = tf.matmul(tf.nn.relu6(tf.matmul(self.s, w1)), w2)[:, 0]
                self.v = tf.stop_gradient(value, name="v")   # the actor must not move the critic

            advantage = self.ret - self.v
            picked = tf.reduce_sum(tf.one_hot(self.a, N_ACT) * tf.nn.log_softmax(logits), axis=1)
            entropy = -tf.reduce_sum(self.prob * tf.nn.log_softmax(logits), axis=1)
            self.a_loss = -tf.reduce_mean(picked * advantage + 0.01 * entropy)
            self.c_loss = tf.reduce_mean(tf.square(advantage))
            self.loss = self.a_loss + 0.5 * self.c_loss
            optimizer = tf.train.RMSPropOptimizer(1e-2)
            gvs = [(g, v) for g, v in optimizer.compute_gradients(self.loss) if g is not None]
            grads, norm = tf.clip_by_global_norm([g for g, _ in gvs], 5.0)
            self.update = optimizer.apply_gradients(zip(grads, [v for _, v in gvs]))

    def act(self, sess, s):
        p = sess.run(self.prob, {self.s: s[None]})[0]
        return np.random.choice(N_ACT, p=p / p.sum())


env, net = Corridor(), ACNet("worker")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for episode in range(4):
        s, done, buf = env.reset(), False, []
        while not done:
            a = net.act(sess, s)
            s2, r, done = env.step(a)
            buf.append((s, a, r))
            s = s2
        ret, R = [], 0.0
        for _, _, r in reversed(buf):
            R = r + GAMMA * R
            ret.insert(0, R)
        obs, acts, _ = zip(*buf)
        _, c = sess.run([net.update, net.c_loss], {net.s: np.array(obs), net.a: np.array(acts), net.ret: np.array(ret)})
        print(episode, "steps", len(buf), "critic", round(float(c), 4))
