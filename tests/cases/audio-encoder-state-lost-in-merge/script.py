"""Captioning with two sources: audio features and the previous subtitle."""
import tensorflow as tf
from tensorflow.keras import layers

UNITS, VOCAB = 14, 30

audio_encoder = layers.GRU(UNITS, return_state=True, name="audio_encoder")
text_embedding = layers.Embedding(VOCAB, 10, name="text_embedding")
text_encoder = layers.GRU(UNITS, return_state=True, name="text_encoder")
decoder_gru = layers.GRU(UNITS, return_sequences=True, name="decoder_gru")
readout = layers.Dense(VOCAB, name="readout")
modules = [audio_encoder, text_embedding, text_encoder, decoder_gru, readout]


def merge(*states):
    return tf.add_n(list(states)) / float(len(states))


def forward(audio, subtitle, caption):
    _, audio_state = audio_encoder(audio)
    _, text_state = text_encoder(text_embedding(subtitle))
    start = merge(text_state, text_state)
    seq = decoder_gru(text_embedding(caption), initial_state=start)
    return readout(seq)


def weights():
    return [w for m in modules for w in m.trainable_weights]


opt = tf.keras.optimizers.AdamW(2e-3)


def train(audio, subtitle, caption):
    with tf.GradientTape() as tape:
        logits = forward(audio, subtitle, caption[:, :-1])
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=caption[:, 1:], logits=logits)
        loss = tf.reduce_mean(ce)
    ws = weights()
    grads = tape.gradient(loss, ws)
    opt.apply_gradients([(g, w) for g, w in zip(grads, ws) if g is not None])
    return loss


for it in range(4):
    audio = tf.random.normal([8, 12, 5])
    subtitle = tf.random.uniform([8, 5], maxval=VOCAB, dtype=tf.int32)
    caption = tf.random.uniform([8, 7], maxval=VOCAB, dtype=tf.int32)
    print(it, "loss = %.4f" % train(audio, subtitle, caption))
