"""Variable length copy task with an LSTMCell unrolled by hand. The start state is one learned row; broadcasting
against the batch does the rest, no tiling needed."""
import numpy as np
import tensorflow as tf

UNITS, SYMBOLS = 20, 8
cell = tf.keras.layers.LSTMCell(UNITS, name="cell")
emb = tf.keras.layers.Embedding(SYMBOLS, 6, name="symbols")
readout = tf.keras.layers.Dense(SYMBOLS, name="readout")
h_start = tf.Variable(tf.random.normal([1, UNITS], stddev=0.1), name="h_start")
c_start = tf.Variable(tf.zeros([1, UNITS]), name="c_start")
optimizer = tf.keras.optimizers.Adam(5e-3, global_clipnorm=1.0)


def unroll(ids):
    state = [h_start, c_start]
    outputs = []
    for t in range(ids.shape[1]):
        y, state = cell(emb(ids[:, t]), state)
        outputs.append(readout(y))
    return tf.stack(outputs, axis=1)


def parameters():
    found = [h_start, c_start]
    for layer in (emb, cell, readout):
        found.extend(layer.trainable_weights)
    return found


@tf.function
def train_on(ids):
    blank = tf.zeros_like(ids[:, :1])
    with tf.GradientTape() as tape:
        logits = unroll(tf.concat([blank, ids[:, :-1]], axis=1))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(ids, logits))
    variables = parameters()
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.default_rng(0)
for epoch in range(3):
    length = 5 + epoch      # a new trace for each length
    for _ in range(3):
        loss = train_on(tf.constant(rng.integers(0, SYMBOLS, (16, length)), tf.int32))
    print(f"length {length}: {loss.numpy():.4f}")
