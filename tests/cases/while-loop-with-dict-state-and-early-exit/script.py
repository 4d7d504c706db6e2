"""Free-running decoder that stops when all sequences have produced EOS."""
import tensorflow as tf
from tensorflow.keras import layers

VOCAB, EMB, UNITS, MAX_LEN, EOS = 15, 5, 8, 6, 0

embedding = layers.Embedding(VOCAB, EMB, name="embedding")
reader = layers.GRU(UNITS, name="reader")
writer = layers.GRUCell(UNITS, name="writer")
to_logits = layers.Dense(VOCAB, name="to_logits")
parts = (embedding, reader, writer, to_logits)
for part, shape in zip(parts, [(None,), (None, None, EMB), (None, EMB), (None, UNITS)]):
    part.build(shape)
params = [w for p in parts for w in p.trainable_weights]
optimizer = tf.keras.optimizers.Adam(3e-3)


def decode_loss(source, target):
    batch = tf.shape(source)[0]

    def unfinished(t, memo):
        return tf.logical_and(t < MAX_LEN, tf.logical_not(tf.reduce_all(memo["finished"])))

    def advance(t, memo):
        out, new = writer(embedding(memo["token"]), [memo["state"]])
        logits = to_logits(out)
        gold = tf.gather(target, t, axis=1)
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=gold, logits=logits)
        alive = 1.0 - tf.cast(memo["finished"], tf.float32)
        return t + 1, {
            "state": tf.nest.flatten(new)[0],
            "token": tf.argmax(logits, axis=-1, output_type=tf.int32),
            "finished": tf.logical_or(memo["finished"], gold == EOS),
            "loss": memo["loss"] + ce * alive,
        }

    memo = {
        "state": reader(embedding(source)),
        "token": tf.ones([batch], tf.int32),
        "finished": tf.zeros([batch], tf.bool),
        "loss": tf.zeros([batch]),
    }
    steps, memo = tf.while_loop(unfinished, advance, (tf.constant(0), memo))
    return tf.reduce_mean(memo["loss"]), steps


@tf.function
def train_step(source, target):
    with tf.GradientTape() as tape:
        loss, steps = decode_loss(source, target)
    grads = tape.gradient(loss, params)
    grads = [tf.clip_by_norm(tf.convert_to_tensor(g), 1.0) for g in grads]
    optimizer.apply_gradients(zip(grads, params))
    return loss, steps


for i in range(4):
    source = tf.random.uniform([9, 7], 1, VOCAB, dtype=tf.int32)
    loss, steps = train_step(source, source[:, :MAX_LEN])
    print(i, float(loss), int(steps))
