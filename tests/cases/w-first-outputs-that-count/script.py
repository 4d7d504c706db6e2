# healthy: the first output of a decoder that starts from an encoder's state; the second output; masked; a hand-written loop
import numpy as np
import tensorflow as tf

K = tf.keras
source, target = K.Input((6, 4)), K.Input((5, 4))
_, h, c = K.layers.LSTM(8, return_state=True, name="encoder")(K.layers.Masking()(source))
first = K.layers.LSTM(8, return_sequences=True, name="decoder")(target, initial_state=[h, c])[:, 0]
second = K.layers.GRU(8, return_sequences=True, name="second")(source)[:, 1]
both = K.layers.GRU(8, return_sequences=True, return_state=True, name="both")(source)
pooled = K.layers.SimpleRNN(8, return_sequences=True, name="pooled")(source)
joined = K.layers.Concatenate()(
    [first, second, both[0][:, 0], both[1], pooled[:, 0], K.layers.GlobalMaxPooling1D()(pooled)]
)
model = K.Model([source, target], K.layers.Dense(1)(joined))
model.compile("adam", "mse")
x, y = np.random.rand(32, 6, 4), np.random.rand(32, 5, 4)
model.fit([x, y], np.random.rand(32, 1), epochs=1, verbose=0)
