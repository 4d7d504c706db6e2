import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


def build(units=16, n_in=5, n_out=4):
    enc_in = keras.Input((None, n_in))
    dec_in = keras.Input((None, n_out))
    encoder_result = layers.LSTM(units, return_state=True)(enc_in)
    decoder = layers.LSTM(units, return_sequences=True)(dec_in, initial_state=encoder_result)
    return keras.Model([enc_in, dec_in], layers.Dense(n_out, activation="softmax")(decoder))


if __name__ == "__main__":
    m = build()
    m.compile(optimizer="adam", loss="categorical_crossentropy")
    src = np.random.rand(32, 7, 5)
    tgt = np.eye(4)[np.random.randint(0, 4, (32, 6))]
    m.fit([src, tgt[:, :-1]], tgt[:, 1:], batch_size=8, epochs=1)
