#!/usr/bin/env python
# MNIST row by row, static_rnn (from the aymericdamien examples)
from __future__ import print_function

import tensorflow as tf
from tensorflow.contrib import rnn
import numpy as np

learning_rate = 0.001
training_steps = 20
batch_size = 16
num_input, timesteps, num_hidden, num_classes = 8, 8, 16, 10

X = tf.placeholder("float", [None, timesteps, num_input])
Y = tf.placeholder("float", [None, num_classes])
weights = {'out': tf.Variable(tf.random_normal([num_hidden, num_classes]))}
biases = {'out': tf.Variable(tf.random_normal([num_classes]))}


def RNN(x, weights, biases):
    x = tf.unstack(x, timesteps, 1)
    lstm_cell = rnn.BasicLSTMCell(num_hidden, forget_bias=1.0)
    outputs, states = rnn.static_rnn(lstm_cell, x, dtype=tf.float32)
    return tf.matmul(outputs[-1], weights['out']) + biases['out']


logits = RNN(X, weights, biases)
loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=Y))
train_op = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss_op)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(training_steps):
        x = np.random.rand(batch_size, timesteps, num_input)
        y = np.eye(num_classes)[np.random.randint(0, num_classes, batch_size)]
        sess.run(train_op, feed_dict={X: x, Y: y})
