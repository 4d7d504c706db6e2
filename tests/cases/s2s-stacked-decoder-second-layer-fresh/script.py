from keras.layers import *
from keras.models import Model
import numpy as np

n_in, n_out, n_feat = 10, 4, 5

# two layer encoder, two layer decoder, "states of every layer"
encoder_inputs = Input(shape=(n_in, n_feat))
e1 = LSTM(8, return_sequences=True, return_state=True, name='enc_lstm_1')
o1, h1, c1 = e1(encoder_inputs)
e2 = LSTM(8, return_state=True, name='enc_lstm_2')
o2, h2, c2 = e2(o1)
states1 = [h1, c1]
states2 = [h1, c1]

decoder_inputs = Input(shape=(n_out, 1))
d1 = LSTM(8, return_sequences=True, name='dec_lstm_1')
x = d1(decoder_inputs, initial_state=states1)
d2 = LSTM(8, return_sequences=True, name='dec_lstm_2')
x = d2(x, initial_state=states2)
dense = Dense(1, name='out')
decoder_outputs = dense(x)

model = Model([encoder_inputs, decoder_inputs], decoder_outputs)
model.compile(optimizer='rmsprop', loss='mae', metrics=['mse'])
print(model.summary())

X = np.random.random((60, n_in, n_feat))
Y = np.random.random((60, n_out, 1))
Yshift = np.zeros_like(Y)
Yshift[:, 1:] = Y[:, :-1]
history = model.fit([X, Yshift], Y, epochs=2, batch_size=20, validation_split=0.1, verbose=0)
for k, v in history.history.items():
    print(k, ['%.4f' % q for q in v])
