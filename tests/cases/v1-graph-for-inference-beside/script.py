import os
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


class Model:
    def __init__(self, train):
        self.x = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope("net"):
            w, b = tf.get_variable("w", [4, 8]), tf.get_variable("b", [8], initializer=tf.zeros_initializer())
            self.logits = tf.matmul(tf.tanh(tf.matmul(self.x, w) + b), tf.get_variable("out", [8, 2]))
        if train:
            self.y = tf.placeholder(tf.int32, [None])
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.y, logits=self.logits)
            self.train_op = tf.train.AdamOptimizer(1e-2).minimize(tf.reduce_mean(loss))
        else:
            self.ids = tf.argmax(self.logits, 1)
        self.saver = tf.train.Saver()


train_graph, infer_graph = tf.Graph(), tf.Graph()
with train_graph.as_default():
    trained = Model(train=True)
    init = tf.global_variables_initializer()
with infer_graph.as_default():
    inferring = Model(train=False)

path = os.path.join(tempfile.mkdtemp(), "model")
with tf.Session(graph=train_graph) as train_session, tf.Session(graph=infer_graph) as infer_session:
    train_session.run(init)
    for epoch in range(3):
        x = np.random.randn(16, 4)
        train_session.run(trained.train_op, {trained.x: x, trained.y: (x[:, 0] > 0).astype(int)})
        inferring.saver.restore(infer_session, trained.saver.save(train_session, path))
        print(epoch, infer_session.run(inferring.ids, {inferring.x: x})[:4])
