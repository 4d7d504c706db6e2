import tensorflow as tf
from tensorflow.keras import layers

CHARS = 8
net = tf.keras.Sequential([
    layers.Input((20, 5)),
    layers.Conv1D(8, 3, strides=2, padding="same", activation="relu", name="frontend"),
    layers.Bidirectional(layers.GRU(6, return_sequences=True), name="bigru"),
    layers.Dense(CHARS + 1, name="chars"),
], name="asr")
optimizer = tf.keras.optimizers.Adam(1e-3)


@tf.function
def step(audio, labels, label_len):
    with tf.GradientTape() as tape:
        logits = net(audio, training=True)
        frames = tf.fill([tf.shape(logits)[0]], tf.shape(logits)[1])
        loss = tf.reduce_mean(tf.nn.ctc_loss(labels, logits, label_len, frames, logits_time_major=False, blank_index=CHARS))
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    return loss, logits


for i in range(2):
    audio = tf.random.normal([4, 20, 5])
    labels = tf.random.uniform([4, 4], maxval=CHARS, dtype=tf.int32)
    loss, logits = step(audio, labels, tf.constant([4, 3, 4, 2]))
    decoded, _ = tf.nn.ctc_greedy_decoder(tf.transpose(logits, [1, 0, 2]), tf.fill([4], 10))
    print(float(loss), decoded[0].dense_shape.numpy())
