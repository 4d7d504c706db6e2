from tensorflow.keras.models import Model
from tensorflow.keras.layers import Input, LSTM, Dense, Embedding
import numpy as np

latent_dim = 16
n_in, n_out = 22, 26
max_in, max_out = 7, 6
START = 1

# ---------------------------------------------------------------- training model
encoder_inputs = Input(shape=(None,), name="enc_in")
enc_emb = Embedding(n_in, latent_dim, mask_zero=True, name="enc_emb")(encoder_inputs)
encoder_lstm = LSTM(latent_dim, return_state=True, name="enc_lstm")
_, state_h, state_c = encoder_lstm(enc_emb)
encoder_states = [state_h, state_c]

decoder_inputs = Input(shape=(None,), name="dec_in")
dec_emb_layer = Embedding(n_out, latent_dim, mask_zero=True, name="dec_emb")
dec_emb = dec_emb_layer(decoder_inputs)
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True, name="dec_lstm")
decoder_outputs, _, _ = decoder_lstm(dec_emb, initial_state=encoder_states)
decoder_dense = Dense(n_out, activation="softmax", name="dec_softmax")
decoder_outputs = decoder_dense(decoder_outputs)
model = Model([encoder_inputs, decoder_inputs], decoder_outputs)

# ---------------------------------------------------------------- sampling models
encoder_model = Model(encoder_inputs, encoder_states)
state_in_h, state_in_c = Input((latent_dim,), name="h_in"), Input((latent_dim,), name="c_in")
out2, h2, c2 = decoder_lstm(dec_emb_layer(decoder_inputs), initial_state=[state_in_h, state_in_c])
decoder_model = Model([decoder_inputs, state_in_h, state_in_c], [decoder_dense(out2), h2, c2])


def decode(seq):
    h, c = encoder_model.predict(seq, verbose=0)
    token, result = np.array([[START]]), []
    for _ in range(max_out):
        probs, h, c = decoder_model.predict([token, h, c], verbose=0)
        token = np.array([[probs[0, -1].argmax()]])
        result.append(int(token[0, 0]))
    return result


rng = np.random.default_rng(11)
enc = rng.integers(1, n_in, (60, max_in))
dec = rng.integers(2, n_out, (60, max_out + 1))
dec[:, 0] = START

print("before:", decode(enc[:1]))
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
model.fit([enc, dec[:, :-1]], dec[:, 1:], batch_size=20, epochs=2, verbose=2)
print("after:", decode(enc[:1]))
