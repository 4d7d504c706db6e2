# Date normalisation ("3 May 1979" -> "1979-05-03"), GRU encoder/decoder.
# Always run the sampler once on the untrained net, so that a bug there does not
# cost a night of training.
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Concatenate, Dense, Embedding, GRU, Input
from tensorflow.keras.models import Model

HUMAN_VOCAB, MACHINE_VOCAB = 36, 13
TX, TY = 18, 10
ENC, DEC = 20, 20
EMB = 12

np.random.seed(0)

# ---------------------------------------------------------------- training graph
human = Input((TX,), name="human")
machine_in = Input((None,), name="machine_in")
enc_emb = Embedding(HUMAN_VOCAB, EMB, name="enc_emb")(human)
_, enc_state = GRU(ENC, return_state=True, name="enc_gru")(enc_emb)

dec_emb_layer = Embedding(MACHINE_VOCAB, EMB, name="dec_emb")
dec_gru_layer = GRU(DEC, return_sequences=True, return_state=True, name="dec_gru")
dec_dense_layer = Dense(MACHINE_VOCAB, activation="softmax", name="dec_softmax")

dec_out, _ = dec_gru_layer(dec_emb_layer(machine_in), initial_state=enc_state)
model = Model([human, machine_in], dec_dense_layer(dec_out), name="dates")
model.compile("adam", "sparse_categorical_crossentropy")

# ---------------------------------------------------------------- sampler
encoder_model = Model(human, enc_state, name="sampler_encoder")

state_in = Input((DEC,), name="state_in")
char_in = Input((1,), name="char_in")
# the state goes in twice, I saw that for the LSTM version
joined = Concatenate(name="join_states")([state_in, state_in])
step_out, step_state = dec_gru_layer(dec_emb_layer(char_in), initial_state=joined)
decoder_model = Model([char_in, state_in], [dec_dense_layer(step_out), step_state], name="sampler_decoder")


def sample(date_ids):
    state = encoder_model.predict(date_ids[None], verbose=0)
    char = np.zeros((1, 1))
    result = []
    for _ in range(TY):
        probs, state = decoder_model.predict([char, state], verbose=0)
        idx = int(np.argmax(probs[0, -1]))
        result.append(idx)
        char[:] = idx
    return result


X = np.random.randint(1, HUMAN_VOCAB, (64, TX))
Y = np.random.randint(1, MACHINE_VOCAB, (64, TY))
Y_in = np.concatenate([np.zeros((64, 1), int), Y[:, :-1]], axis=1)

print("untrained sample:", sample(X[0]))
for epoch in range(2):
    hist = model.fit([X, Y_in], Y, batch_size=16, verbose=0)
    print(epoch, hist.history["loss"][0], sample(X[0]))
