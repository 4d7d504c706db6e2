from concurrent.futures import ThreadPoolExecutor
import numpy as np
import tensorflow as tf

pool = ThreadPoolExecutor(max_workers=2)


def expert_params(i):
    s = tf.random.stateless_normal
    return {'w': tf.Variable(.3 * s([4, 8], [i, 0]), name=f'expert{i}/w'), 'v': tf.Variable(.3 * s([8, 1], [i, 1]), name=f'expert{i}/v')}


experts = [expert_params(i) for i in range(2)]
gate = tf.Variable(tf.zeros([4, 2]), name='gate')
variables = [v for e in experts for v in e.values()] + [gate]


def run_expert(p, x):
    hidden = tf.nn.relu(tf.matmul(x, p['w']))
    return tf.matmul(hidden, p['v'])


def mixture(x):
    outs = list(pool.map(run_expert, experts, [x] * len(experts)))
    weights = tf.nn.softmax(tf.matmul(x, gate))
    return tf.reduce_sum(tf.concat(outs, 1) * weights, 1)


opt = tf.keras.optimizers.SGD(.1)
for it in range(4):
    x = np.random.randn(32, 4).astype(np.float32)
    y = np.where(x[:, 0] > 0, x[:, 1], -x[:, 2])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((mixture(x) - y) ** 2)
    grads = tape.gradient(loss, variables)
    todo = [(g, v) for g, v in zip(grads, variables) if g is not None]
    opt.apply_gradients(todo)
    print(it, float(loss), 'updated', len(todo), 'of', len(variables))
pool.shutdown()
