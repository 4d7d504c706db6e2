"""Transfer: keep the encoder of the English model, train a new decoder."""
import tensorflow as tf
from tensorflow.keras import layers


def make_encoder(vocab=30, units=8):
    tokens = tf.keras.Input((None,), dtype="int32", name="tokens")
    x = layers.Embedding(vocab, 6, name="enc_emb")(tokens)
    _, h, c = layers.LSTM(units, return_state=True, name="enc_rnn")(x)
    return tf.keras.Model(tokens, (h, c), name="encoder")


def make_decoder(vocab=20, units=8):
    tokens = tf.keras.Input((None,), dtype="int32", name="tokens")
    h, c = tf.keras.Input((units,), name="h"), tf.keras.Input((units,), name="c")
    x = layers.Embedding(vocab, 6, name="dec_emb")(tokens)
    x = layers.LSTM(units, return_sequences=True, name="dec_rnn")(x, initial_state=(h, c))
    return tf.keras.Model((tokens, h, c), layers.Dense(vocab, name="dec_out")(x), name="decoder")


encoder, decoder = make_encoder(), make_decoder()
for layer in encoder.layers:
    layer.trainable = False

variables = [v for m in (encoder, decoder) for v in m.variables if v.trainable]
print("training", len(variables), "variables")
schedule = tf.keras.optimizers.schedules.ExponentialDecay(2e-3, 10, 0.9)
opt = tf.keras.optimizers.Adam(schedule)


@tf.function
def train_step(src, tgt):
    h, c = encoder(src, training=False)
    with tf.GradientTape() as tape:
        logits = decoder((tgt[:, :-1], h, c), training=True)
        loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tgt[:, 1:], logits=logits))
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for i in range(4):
    src = tf.random.uniform([10, 6], maxval=30, dtype=tf.int32)
    tgt = tf.random.uniform([10, 5], maxval=20, dtype=tf.int32)
    print(i, float(train_step(src, tgt)))
