# Multi tower training as in the old CIFAR-10 tutorial, towers share their variables
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
NUM_TOWERS, BATCH = 2, 12


def inference(images):
    with tf.variable_scope("conv1"):
        kernel = tf.get_variable("weights", [3, 3, 1, 4], initializer=tf.truncated_normal_initializer(stddev=0.05))
        biases = tf.get_variable("biases", [4], initializer=tf.constant_initializer(0.0))
        conv = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(images, kernel, [1, 2, 2, 1], padding="SAME"), biases))
    with tf.variable_scope("softmax_linear"):
        flat = tf.reshape(conv, [-1, 4 * 4 * 4])
        weights = tf.get_variable("weights", [64, 3], initializer=tf.truncated_normal_initializer(stddev=1 / 64.0))
        biases = tf.get_variable("biases", [3], initializer=tf.constant_initializer(0.0))
        return tf.add(tf.matmul(flat, weights), biases)


def tower_loss(scope, images, labels):
    logits = inference(images)
    xent = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    tf.add_to_collection("losses", tf.reduce_mean(xent))
    return tf.add_n(tf.get_collection("losses", scope), name="total_loss")


def average_gradients(tower_grads):
    average = []
    for grad_and_vars in zip(*tower_grads):
        grads = [tf.expand_dims(g, 0) for g, _ in grad_and_vars]
        grad = tf.reduce_mean(tf.concat(axis=0, values=grads), 0)
        average.append((grad, grad_and_vars[0][1]))
    return average


with tf.Graph().as_default():
    global_step = tf.train.get_or_create_global_step()
    images = tf.random_normal([BATCH, 8, 8, 1])
    labels = tf.random_uniform([BATCH], maxval=3, dtype=tf.int64)
    lr = tf.train.exponential_decay(0.1, global_step, 10, 0.5, staircase=True)
    opt = tf.train.GradientDescentOptimizer(lr)
    tower_grads = []
    with tf.variable_scope(tf.get_variable_scope()):
        for i, (im, lab) in enumerate(zip(tf.split(images, NUM_TOWERS), tf.split(labels, NUM_TOWERS))):
            with tf.name_scope("tower_%d" % i) as scope:
                loss = tower_loss(scope, im, lab)
                tf.get_variable_scope().reuse_variables()
                tower_grads.append(opt.compute_gradients(loss))
    apply_op = opt.apply_gradients(average_gradients(tower_grads), global_step=global_step)
    ema = tf.train.ExponentialMovingAverage(0.9, global_step)
    with tf.control_dependencies([apply_op]):
        train_op = ema.apply(tf.trainable_variables())

    class LoggerHook(tf.train.SessionRunHook):
        def before_run(self, run_context):
            return tf.train.SessionRunArgs(loss)

        def after_run(self, run_context, run_values):
            print("loss of the last tower %.4f" % run_values.results)

    hooks = [tf.train.StopAtStepHook(last_step=5), tf.train.NanTensorHook(loss), LoggerHook()]
    with tf.train.MonitoredTrainingSession(hooks=hooks) as sess:
        while not sess.should_stop():
            sess.run(train_op)
