import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import LSTM, Dense, Input
from tensorflow.keras.models import Model

D = 12
enc_in = Input((None, 3))
_, eh, ec = LSTM(D, return_state=True, name="enc")(enc_in)

dec_in = Input((None, 2))
h_in, c_in = Input((D,)), Input((D,))
dec = LSTM(D, return_sequences=True, return_state=True, name="dec")
seq, h, c = dec(dec_in, initial_state=[h_in, c_in])
fc = Dense(2, name="fc")
out = fc(seq)

encoder_model = Model(enc_in, [eh, ec])
decoder_model = Model([dec_in, h_in, c_in], [out, h, c])
train_model = Model([dec_in, h_in, c_in], out)

x = np.random.randn(40, 6, 3).astype("float32")
y_in = np.random.randn(40, 4, 2).astype("float32")
y = np.random.randn(40, 4, 2).astype("float32")

# FIXME encoder_model.predict(x) gives constant states
zeros = np.zeros((40, D), "float32")
train_model.compile("adam", "mse")
train_model.fit([y_in, zeros, zeros], y, epochs=2, batch_size=8, verbose=0)
print("done", train_model.evaluate([y_in, zeros, zeros], y, verbose=0))
