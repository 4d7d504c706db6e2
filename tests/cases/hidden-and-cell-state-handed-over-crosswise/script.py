import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

# date normaliser: "3 march 1999" -> "1999-03-03", characters in, characters out
CHARS_IN, CHARS_OUT, UNITS = 30, 13, 24

encoder_inputs = keras.Input((None,), name="human")
e = layers.Embedding(CHARS_IN, 12, mask_zero=True, name="in_chars")(encoder_inputs)
_, state_c, state_h = layers.LSTM(UNITS, return_state=True, name="reader")(e)

decoder_inputs = keras.Input((None,), name="machine_shifted")
d = layers.Embedding(CHARS_OUT, 12, name="out_chars")(decoder_inputs)
writer = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="writer")
d, _, _ = writer(d, initial_state=[state_h, state_c])
d = layers.Dropout(0.1)(d)
probs = layers.Dense(CHARS_OUT, activation="softmax", name="char")(d)

training_model = keras.Model([encoder_inputs, decoder_inputs], probs, name="dates")
training_model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])

rng = np.random.default_rng(0)
human = rng.integers(1, CHARS_IN, (64, 14))
machine = rng.integers(0, CHARS_OUT, (64, 11))
training_model.fit([human, machine[:, :-1]], machine[:, 1:], batch_size=32, epochs=2, validation_split=0.25, verbose=2)

# sampling models
encoder_model = keras.Model(encoder_inputs, [state_h, state_c])
in_h, in_c = keras.Input((UNITS,)), keras.Input((UNITS,))
one, h, c = writer(training_model.get_layer("out_chars")(decoder_inputs), initial_state=[in_h, in_c])
decoder_model = keras.Model([decoder_inputs, in_h, in_c], [training_model.get_layer("char")(one), h, c])
h, c = encoder_model.predict(human[:1], verbose=0)
token, out = np.zeros((1, 1), "int64"), []
for _ in range(10):
    p, h, c = decoder_model.predict([token, h, c], verbose=0)
    token = p[:, -1:].argmax(-1)
    out.append(int(token[0, 0]))
print("sampled", out)
