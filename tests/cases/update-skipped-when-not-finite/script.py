# speech toy: GRU acoustic model, skip update on inf/nan
import tensorflow as tf

frames = tf.keras.Input((15, 8), name="frames")
h = tf.keras.layers.GRU(12, return_sequences=True, name="gru0")(frames)
h = tf.keras.layers.GRU(12, return_sequences=True, name="gru1")(h)
logits = tf.keras.layers.Dense(7, name="phones")(h)
acoustic = tf.keras.Model(frames, logits, name="acoustic")

optimizer = tf.keras.optimizers.Adam(1e-3)
optimizer.build(acoustic.trainable_variables)
skipped = tf.Variable(0, trainable=False, dtype=tf.int64, name="skipped")


def apply(grads):
    optimizer.apply_gradients(zip(grads, acoustic.trainable_variables))
    return tf.constant(True)


def skip():
    skipped.assign_add(1)
    return tf.constant(False)


@tf.function
def train_step(x, y, weight):
    with tf.GradientTape() as tape:
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=acoustic(x, training=True))
        loss = tf.reduce_sum(ce * weight) / tf.reduce_sum(weight)
    grads = tape.gradient(loss, acoustic.trainable_variables)
    grads, norm = tf.clip_by_global_norm(grads, 10.0)
    ok = tf.cond(tf.math.is_finite(norm), lambda: apply(grads), skip)
    return loss, ok


for step in range(6):
    x = tf.random.normal([4, 15, 8])
    y = tf.random.uniform([4, 15], maxval=7, dtype=tf.int32)
    # padded frames have weight 0
    lengths = tf.random.uniform([4], 8, 16, dtype=tf.int32)
    loss, ok = train_step(x, y, tf.sequence_mask(lengths, 15, dtype=tf.float32))
    print(step, float(loss), "applied" if bool(ok) else "skipped")
print("skipped updates:", int(skipped))
