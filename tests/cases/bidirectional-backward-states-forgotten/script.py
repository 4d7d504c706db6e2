import numpy as np
from keras import Input, Model, layers

# English -> pig latin, character level, bidirectional encoder
n_pairs, enc_len, dec_len = 60, 7, 8
n_src, n_tgt, units = 20, 22, 16

encoder_in = Input((enc_len,), name="src")
x = layers.Embedding(n_src, 12, name="src_emb")(encoder_in)
_, fw_h, fw_c, bw_h, bw_c = layers.Bidirectional(
    layers.LSTM(units, return_state=True), name="encoder")(x)
# the decoder is unidirectional, so it gets the forward states
state = [fw_h, fw_c]

decoder_in = Input((dec_len,), name="tgt")
y = layers.Embedding(n_tgt, 12, name="tgt_emb")(decoder_in)
y = layers.LSTM(units, return_sequences=True, name="decoder")(y, initial_state=state)
probs = layers.TimeDistributed(layers.Dense(n_tgt, activation="softmax", name="char"), name="chars")(y)

model = Model([encoder_in, decoder_in], probs)
model.compile("adam", "sparse_categorical_crossentropy")
model.summary()

src = np.random.randint(0, n_src, (n_pairs, enc_len))
tgt = np.random.randint(0, n_tgt, (n_pairs, dec_len + 1))
for epoch in range(2):
    loss = model.train_on_batch([src, tgt[:, :-1]], tgt[:, 1:])
    print("epoch", epoch, "loss", loss)
