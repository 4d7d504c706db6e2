"""Cheap training of a long decoder: cut the graph between decoder steps (one-step BPTT)."""
import tensorflow as tf
from tensorflow.keras import layers

SYMBOLS, WIDTH = 18, 10

source_emb = layers.Embedding(SYMBOLS, 6, name="source_emb")
source_gru = layers.GRU(WIDTH, name="source_gru")
target_emb = layers.Embedding(SYMBOLS, 6, name="target_emb")
target_cell = layers.GRUCell(WIDTH, name="target_cell")
classifier = layers.Dense(SYMBOLS, name="classifier")
net = (source_emb, source_gru, target_emb, target_cell, classifier)
optimizer = tf.keras.optimizers.Adam(2e-3)


def decoder_step(token, state):
    state = tf.stop_gradient(state)
    out, new = target_cell(target_emb(token), [state])
    return classifier(out), tf.nest.flatten(new)[0]


@tf.function
def train_step(source, target):
    length = tf.shape(target)[1]
    with tf.GradientTape() as tape:
        state = source_gru(source_emb(source))
        loss = 0.0
        for t in tf.range(length - 1):
            logits, state = decoder_step(target[:, t], state)
            ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target[:, t + 1], logits=logits)
            loss += tf.reduce_mean(ce)
        loss /= tf.cast(length - 1, tf.float32)
    weights = sum((layer.trainable_weights for layer in net), [])
    grads = tape.gradient(loss, weights)
    optimizer.apply_gradients([gw for gw in zip(grads, weights) if gw[0] is not None])
    return loss


ema_loss = None
for step in range(5):
    source = tf.random.uniform([8, 6], maxval=SYMBOLS, dtype=tf.int32)
    loss = float(train_step(source, tf.reverse(source, [1])))
    ema_loss = loss if ema_loss is None else 0.9 * ema_loss + 0.1 * loss
    print(f"{step} {loss:.4f} (ema {ema_loss:.4f})")
