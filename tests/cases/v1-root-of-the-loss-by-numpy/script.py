from __future__ import print_function

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

flags = {"rank": 5, "lr": 0.05, "reg": 1e-3, "steps": 20}
N_USERS, N_MOVIES = 25, 30


def get_ratings(n=300, seed=2):
    r = np.random.RandomState(seed)
    return r.randint(N_USERS, size=n), r.randint(N_MOVIES, size=n), r.randint(1, 6, size=n).astype(np.float32)


class MF(object):
    """Biased matrix factorisation trained on the RMSE itself (what Netflix scored)."""

    def __init__(self, rank, reg):
        self.user = tf.placeholder(tf.int32, [None], "user")
        self.movie = tf.placeholder(tf.int32, [None], "movie")
        self.stars = tf.placeholder(tf.float32, [None], "stars")
        with tf.variable_scope("mf", initializer=tf.random_normal_initializer(stddev=0.1)):
            p = tf.get_variable("p", [N_USERS, rank])
            q = tf.get_variable("q", [N_MOVIES, rank])
            bu = tf.get_variable("bu", [N_USERS])
            bm = tf.get_variable("bm", [N_MOVIES])
            mu = tf.get_variable("mu", [], initializer=tf.constant_initializer(3.0))
        pu, qm = tf.nn.embedding_lookup(p, self.user), tf.nn.embedding_lookup(q, self.movie)
        self.guess = (mu + tf.gather(bu, self.user) + tf.gather(bm, self.movie)
                      + tf.reduce_sum(pu * qm, axis=1))
        self.mse = tf.reduce_mean(tf.squared_difference(self.guess, self.stars))
        self.rmse = np.sqrt(self.mse)
        self.cost = self.rmse + reg * (tf.nn.l2_loss(pu) + tf.nn.l2_loss(qm))

    def feed(self, u, m, s):
        return {self.user: u, self.movie: m, self.stars: s}


def run():
    tf.reset_default_graph()
    u, m, s = get_ratings()
    model = MF(flags["rank"], flags["reg"])
    train = tf.train.AdagradOptimizer(flags["lr"]).minimize(model.cost)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(flags["steps"]):
            _, rmse = sess.run([train, model.rmse], model.feed(u, m, s))
            if step % 10 == 0:
                print("step %d rmse %.4f" % (step, rmse))


if __name__ == "__main__":
    run()
