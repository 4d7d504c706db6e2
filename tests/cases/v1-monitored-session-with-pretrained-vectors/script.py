"""Text CNN (Kim 2014) in graph mode; word vectors are loaded through a placeholder into a variable, dropout is switched
with tf.cond, training runs in a MonitoredTrainingSession."""
import logging

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)
logging.getLogger().setLevel(logging.ERROR)

VOCAB, DIM, LEN, CLASSES = 50, 8, 12, 3
WIDTHS = (2, 3)
N_FILTERS = 5


def conv_bank(embedded):
    pooled = []
    for width in WIDTHS:
        with tf.variable_scope("conv%d" % width):
            w = tf.get_variable("w", [width, DIM, 1, N_FILTERS], initializer=tf.truncated_normal_initializer(stddev=0.1))
            b = tf.get_variable("b", [N_FILTERS], initializer=tf.constant_initializer(0.1))
            conv = tf.nn.conv2d(embedded, w, strides=[1, 1, 1, 1], padding="VALID")
            h = tf.nn.relu(tf.nn.bias_add(conv, b))
            pooled.append(tf.nn.max_pool(h, [1, LEN - width + 1, 1, 1], [1, 1, 1, 1], "VALID"))
    return tf.reshape(tf.concat(pooled, 3), [-1, N_FILTERS * len(WIDTHS)])


vectors = np.random.RandomState(0).uniform(-0.25, 0.25, (VOCAB, DIM)).astype(np.float32)

with tf.Graph().as_default():
    global_step = tf.train.get_or_create_global_step()
    ids = tf.placeholder(tf.int32, [None, LEN], name="ids")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    is_training = tf.placeholder_with_default(False, [], name="is_training")

    with tf.variable_scope("embedding"):
        table = tf.get_variable("table", [VOCAB, DIM], initializer=tf.zeros_initializer())
        init_ph = tf.placeholder(tf.float32, [VOCAB, DIM])
        load_vectors = table.assign(init_ph)

    features = conv_bank(tf.expand_dims(tf.nn.embedding_lookup(table, ids), -1))
    features = tf.cond(is_training, lambda: tf.nn.dropout(features, rate=0.5), lambda: features)
    with tf.variable_scope("output"):
        w = tf.get_variable("w", [N_FILTERS * len(WIDTHS), CLASSES])
        b = tf.get_variable("b", [CLASSES], initializer=tf.zeros_initializer())
        logits = tf.nn.xw_plus_b(features, w, b)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits) + 1e-3 * tf.nn.l2_loss(w)
    correct = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))

    rate = tf.train.exponential_decay(1e-2, global_step, 10, 0.9, staircase=True)
    optimizer = tf.train.AdamOptimizer(rate)
    pairs = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_norm(g, 3.0), v) for g, v in pairs if g is not None]
    train_op = optimizer.apply_gradients(clipped, global_step=global_step)

    rng = np.random.RandomState(1)
    hooks = [tf.train.StopAtStepHook(last_step=12), tf.train.NanTensorHook(loss)]
    with tf.train.MonitoredTrainingSession(hooks=hooks) as sess:
        sess.run_step_fn(lambda step_context: step_context.session.run(load_vectors, {init_ph: vectors}))
        while not sess.should_stop():
            feed = {ids: rng.randint(VOCAB, size=(16, LEN)), labels: rng.randint(CLASSES, size=16), is_training: True}
            _, step, value, acc = sess.run([train_op, global_step, loss, correct], feed)
            if step % 6 == 0:
                print("%d loss %.3f acc %.2f" % (step, value, acc))
