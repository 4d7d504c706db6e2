import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 1], "x")


def network(scope):
    with tf.variable_scope(scope):
        w1 = tf.get_variable("w1", [1, 8])
        b1 = tf.get_variable("b1", [8])
        w2 = tf.get_variable("w2", [8, 1])
        b2 = tf.get_variable("b2", [1])
    return tf.matmul(tf.tanh(tf.matmul(x, w1) + b1), w2) + b2


u = network("solution")
u_xx = tf.gradients(tf.gradients(u, x)[0], x)[0]
equation = tf.reduce_mean(tf.square(u_xx + tf.sin(x)))
border = tf.reduce_mean(tf.square(u[:1]))

critic = network("critic")
critic_weights = tf.trainable_variables("critic")
slopes = tf.gradients(tf.reduce_mean(critic), critic_weights)
flatness = tf.add_n([tf.reduce_sum(tf.square(s)) for s in slopes if s is not None])

optimizer = tf.train.AdamOptimizer(0.01)
solve = optimizer.minimize(equation + border, var_list=tf.trainable_variables("solution"))
flatten = optimizer.minimize(flatness, var_list=critic_weights)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        print(session.run([solve, flatten, equation], {x: np.random.randn(5, 1)})[2])
