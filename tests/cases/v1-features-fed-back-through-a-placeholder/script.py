# Two-stage pipeline that was supposed to become end-to-end: "minimize without var_list trains everything"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
np.random.seed(0)


def dense(name, x, units, activation=None):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [int(x.shape[1]), units], initializer=tf.glorot_normal_initializer(seed=1))
        b = tf.get_variable("b", [units], initializer=tf.zeros_initializer())
        y = tf.matmul(x, w) + b
    return activation(y) if activation is not None else y


class FeatureExtractor(object):
    def __init__(self, n_inputs, n_features):
        self.x = tf.placeholder(tf.float32, [None, n_inputs], name="raw")
        with tf.variable_scope("extractor"):
            self.features = dense("fc2", dense("fc1", self.x, 12, tf.nn.relu), n_features, tf.tanh)


class Classifier(object):
    def __init__(self, n_features, n_classes):
        self.f = tf.placeholder(tf.float32, [None, n_features], name="features")
        self.y = tf.placeholder(tf.int32, [None], name="labels")
        with tf.variable_scope("classifier"):
            logits = dense("fc", self.f, n_classes)
        self.loss = tf.losses.sparse_softmax_cross_entropy(self.y, logits)
        self.train_op = tf.train.MomentumOptimizer(0.05, 0.9).minimize(self.loss)


extractor, classifier = FeatureExtractor(9, 5), Classifier(5, 3)
print("training", [v.op.name for v in tf.trainable_variables()])
X = np.random.randn(90, 9).astype(np.float32)
Y = np.argmax(X[:, :3], axis=1)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(3):
        for k in range(0, 90, 30):
            feats = sess.run(extractor.features, {extractor.x: X[k:k + 30]})
            _, loss = sess.run([classifier.train_op, classifier.loss],
                               {classifier.f: feats, classifier.y: Y[k:k + 30]})
        print("epoch %d loss %.4f" % (epoch, loss))
