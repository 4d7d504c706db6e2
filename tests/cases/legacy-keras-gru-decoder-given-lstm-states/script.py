# number words -> digits, based on the lstm_seq2seq example
import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow as tf

LATENT = 20
pairs = [("one two", "12"), ("three one", "31"), ("two two", "22"), ("four three", "43")] * 6
src_chars = sorted({c for s, _ in pairs for c in s})
tgt_chars = ["\t", "\n"] + sorted({c for _, t in pairs for c in t})


def vectorise(texts, chars, length):
    out = np.zeros((len(texts), length, len(chars)), "float32")
    for i, text in enumerate(texts):
        for j, c in enumerate(text[:length]):
            out[i, j, chars.index(c)] = 1.0
    return out


enc_x = vectorise([s for s, _ in pairs], src_chars, 10)
dec_x = vectorise(["\t" + t for _, t in pairs], tgt_chars, 4)
dec_y = vectorise([t + "\n" for _, t in pairs], tgt_chars, 4)


def encoder(inputs, kind):
    layer_class = {"lstm": tf.keras.layers.LSTM, "gru": tf.keras.layers.GRU}[kind]
    out, *states = layer_class(LATENT, return_state=True, name=f"encoder_{kind}")(inputs)
    return states


def decoder(inputs, states):
    layer = tf.keras.layers.GRU(LATENT, return_sequences=True, name="decoder_gru")
    seq = layer(inputs, initial_state=states)
    return tf.keras.layers.Dense(len(tgt_chars), activation="softmax", name="chars")(seq)


enc_in = tf.keras.Input((None, len(src_chars)), name="source")
dec_in = tf.keras.Input((None, len(tgt_chars)), name="target")
# lstm remembers longer
probs = decoder(dec_in, encoder(enc_in, kind="lstm"))
model = tf.keras.Model([enc_in, dec_in], probs)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
model.fit([enc_x, dec_x], dec_y, batch_size=8, epochs=2, validation_split=0.2)
