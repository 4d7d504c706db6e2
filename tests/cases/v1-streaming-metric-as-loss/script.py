import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
flags = tf.app.flags
flags.DEFINE_integer("epochs", 2, "")
flags.DEFINE_float("learning_rate", 0.01, "")
FLAGS = flags.FLAGS


def regression_net(x, is_training):
    with tf.variable_scope("net"):
        w0 = tf.get_variable("w0", [8, 16], initializer=tf.initializers.he_normal())
        b0 = tf.get_variable("b0", [16], initializer=tf.zeros_initializer())
        h = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w0), b0))
        h = tf.cond(is_training, lambda: tf.nn.dropout(h, rate=0.1), lambda: tf.identity(h))
        w1 = tf.get_variable("w1", [16, 1], initializer=tf.initializers.he_normal())
    return tf.matmul(h, w1)


def main(_):
    x = tf.placeholder(tf.float32, [None, 8], "x")
    y = tf.placeholder(tf.float32, [None, 1], "y")
    is_training = tf.placeholder_with_default(False, [], "is_training")
    prediction = regression_net(x, is_training)
    # returns the value and an op that updates it
    loss, update_loss = tf.metrics.mean_squared_error(labels=y, predictions=prediction)
    tf.summary.scalar("loss", loss)

    with tf.control_dependencies([update_loss]):
        train_op = tf.train.RMSPropOptimizer(FLAGS.learning_rate).minimize(loss)

    data = np.random.rand(100, 8)
    target = data.sum(axis=1, keepdims=True)
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for epoch in range(FLAGS.epochs):
            for i in range(0, 100, 20):
                _, value = sess.run([train_op, loss], {x: data[i:i + 20], y: target[i:i + 20], is_training: True})
            print("epoch", epoch, "loss", value)


if __name__ == "__main__":
    tf.app.run()
