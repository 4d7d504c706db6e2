"""FOMAML / ANIL on 5-way blobs.  Fast weights are plain tensors."""
import collections
import numpy as np
import tensorflow as tf

Task = collections.namedtuple('Task', 'xs ys xq yq')
WAY, SHOT, DIM = 5, 3, 8
INNER_LR, INNER_STEPS, META_BATCH = .4, 3, 4


def sample_task(rng):
    centres = rng.randn(WAY, DIM) * 2
    def draw(k):
        y = np.repeat(np.arange(WAY), k)
        return (centres[y] + rng.randn(len(y), DIM)).astype(np.float32), y.astype(np.int32)
    return Task(*draw(SHOT), *draw(SHOT))


def init():
    he = tf.keras.initializers.he_normal(seed=3)
    return collections.OrderedDict([
        ('w1', tf.Variable(he([DIM, 16]), name='w1')), ('b1', tf.Variable(tf.zeros([16]), name='b1')),
        ('w2', tf.Variable(he([16, WAY]), name='w2')), ('b2', tf.Variable(tf.zeros([WAY]), name='b2'))])


def net(p, x):
    return tf.nn.relu(x @ p['w1'] + p['b1']) @ p['w2'] + p['b2']


def xent(p, x, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, net(p, x)))


def adapt(fast, task):
    for _ in range(INNER_STEPS):
        with tf.GradientTape() as tape:
            tape.watch(list(fast.values()))
            loss = xent(fast, task.xs, task.ys)
        grads = tape.gradient(loss, fast)
        fast = {k: fast[k] - INNER_LR * grads[k] for k in fast}
    return fast


theta = init()
meta_opt = tf.keras.optimizers.Adam(1e-2)


@tf.function
def meta_step(tasks):
    total = {k: tf.zeros_like(v) for k, v in theta.items()}
    losses = []
    for task in tasks:
        fast = adapt({k: tf.identity(v) for k, v in theta.items()}, task)
        with tf.GradientTape() as tape:
            tape.watch(fast)
            query = xent(fast, task.xq, task.yq)
        g = tape.gradient(query, fast)
        total = {k: total[k] + g[k] / META_BATCH for k in total}
        losses.append(query)
    meta_opt.apply_gradients([(total[k], theta[k]) for k in theta])
    return tf.reduce_mean(losses)


rng = np.random.RandomState(0)
for it in range(3):
    print(it, meta_step([sample_task(rng) for _ in range(META_BATCH)]).numpy())
