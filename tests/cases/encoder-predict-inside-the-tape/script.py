"""Sensor-to-text demo. Encoder and decoder are separate functional models, trained in one eager loop."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense, Embedding, LSTM, SimpleRNN
from tensorflow.keras.losses import SparseCategoricalCrossentropy
from tensorflow.keras.optimizers import Adam

T_SENS, N_SENS, T_TXT, VOCAB, UNITS = 8, 4, 5, 25, 12


def build_encoder():
    x = Input((T_SENS, N_SENS))
    h = SimpleRNN(UNITS, return_sequences=True, name="enc_rnn")(x)
    _, h, c = LSTM(UNITS, return_state=True, name="enc_lstm")(h)
    return Model(x, [h, c], name="encoder")


def build_decoder():
    tok = Input((T_TXT,), dtype="int32")
    h0, c0 = Input((UNITS,)), Input((UNITS,))
    y = Embedding(VOCAB, UNITS, name="dec_emb")(tok)
    y = LSTM(UNITS, return_sequences=True, name="dec_lstm")(y, initial_state=[h0, c0])
    return Model([tok, h0, c0], Dense(VOCAB, name="dec_out")(y), name="decoder")


encoder, decoder = build_encoder(), build_decoder()
optimizer = Adam(1e-3)
loss_fn = SparseCategoricalCrossentropy(from_logits=True)
weights = encoder.trainable_weights + decoder.trainable_weights
sensors = np.random.randn(40, T_SENS, N_SENS).astype("float32")
texts = np.random.randint(0, VOCAB, (40, T_TXT + 1)).astype("int32")

best, patience = np.inf, 2
for epoch in range(3):
    total = 0.0
    for start in range(0, 40, 20):
        xb, tb = sensors[start:start + 20], texts[start:start + 20]
        with tf.GradientTape() as tape:
            h, c = encoder.predict(xb, verbose=0)
            logits = decoder([tb[:, :-1], h, c], training=True)
            loss = loss_fn(tb[:, 1:], logits)
        grads = tape.gradient(loss, weights)
        optimizer.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
        total += float(loss)
    print(f"epoch {epoch + 1}: {total / 2:.4f}")
    if total >= best:
        patience -= 1
        if patience == 0:
            break
    best = min(best, total)
