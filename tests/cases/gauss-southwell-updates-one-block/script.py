"""Greedy block coordinate descent (Gauss-Southwell rule) for a low-rank + bias model.

Only the block whose gradient is the largest moves in an iteration, this is much cheaper
when the blocks live on different machines. A heap keeps the candidates.
"""
import heapq
import itertools

import numpy as np
import tensorflow as tf

N, R = 14, 2
rng = np.random.default_rng(12)
M = (rng.normal(size=(N, R)) @ rng.normal(size=(R, N)) + 0.8).astype("float32")

U = tf.Variable(0.5 * rng.normal(size=(N, R)).astype("float32"), name="U")
V = tf.Variable(0.5 * rng.normal(size=(N, R)).astype("float32"), name="V")
mu = tf.Variable(0.0, name="mu")
BLOCKS = [U, V, mu]
STEP = {U.ref(): 0.01, V.ref(): 0.01, mu.ref(): 0.004}

counter = itertools.count()        # tie breaker, tensors do not compare


def objective():
    residual = tf.matmul(U, V, transpose_b=True) + mu - M
    return 0.5 * tf.reduce_sum(residual ** 2) + 0.05 * (tf.nn.l2_loss(U) + tf.nn.l2_loss(V))


chosen = []
for it in range(90):
    with tf.GradientTape() as tape:
        f = objective()
    grads = tape.gradient(f, BLOCKS)
    heap = []
    for var, grad in zip(BLOCKS, grads):
        size = float(tf.norm(grad)) * STEP[var.ref()] ** 0.5
        heapq.heappush(heap, (-size, next(counter), var.ref(), grad))
    _, _, ref, grad = heapq.heappop(heap)
    block = ref.deref()
    block.assign_sub(STEP[ref] * grad)
    chosen.append(block.name)
    if it % 30 == 0:
        print(f"{it:3d}  f={float(f):8.3f}  moved {block.name}")

print({name: chosen.count(name) for name in sorted(set(chosen))})
