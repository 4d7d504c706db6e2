import tensorflow as tf
from tensorflow.keras import layers

VOCAB, LENGTH, NOISE = 20, 6, 5

writer = tf.keras.Sequential([
    layers.Input((NOISE,)),
    layers.RepeatVector(LENGTH),
    layers.GRU(12, return_sequences=True, name="w_rnn"),
    layers.Dense(VOCAB, name="w_out"),
], name="writer")
critic = tf.keras.Sequential([
    layers.Input((LENGTH,), dtype="int32"),
    layers.Embedding(VOCAB, 8, name="c_emb"),
    layers.GRU(8, name="c_rnn"),
    layers.Dense(1, name="c_out"),
], name="critic")
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
w_opt, c_opt = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.Adam(1e-3)
w_opt.build(writer.trainable_variables)


def write(n):
    logits = writer(tf.random.normal([n, NOISE]), training=True)
    return tf.argmax(logits, axis=-1, output_type=tf.int32)


@tf.function
def train_step(real):
    with tf.GradientTape() as c_tape:
        r, f = critic(real, training=True), critic(write(tf.shape(real)[0]), training=True)
        c_loss = bce(tf.ones_like(r), r) + bce(tf.zeros_like(f), f)
    c_opt.apply_gradients(zip(c_tape.gradient(c_loss, critic.trainable_variables), critic.trainable_variables))

    with tf.GradientTape() as w_tape:
        f = critic(write(16), training=True)
        w_loss = bce(tf.ones_like(f), f)
    w_grads = w_tape.gradient(w_loss, writer.trainable_variables)
    if any(g is not None for g in w_grads):
        w_opt.apply_gradients(zip(w_grads, writer.trainable_variables))
    return c_loss, w_loss


for _ in range(2):
    c, w = train_step(tf.random.uniform([16, LENGTH], maxval=VOCAB, dtype=tf.int32))
    print(float(c), float(w))
