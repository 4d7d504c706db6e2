import numpy as np
from tensorflow import keras

SOURCE, TARGET, UNITS = 9, 7, 16


def build():
    source = keras.Input((None, SOURCE), name="source")
    target = keras.Input((None, TARGET), name="target")
    reader = keras.layers.Bidirectional(keras.layers.LSTM(UNITS, return_state=True), name="reader")
    _, forward_h, forward_c, backward_h, backward_c = reader(source)
    state_h = keras.layers.Concatenate(name="join_h")([forward_h, forward_h])
    state_c = keras.layers.Concatenate(name="join_c")([forward_c, forward_c])
    writer = keras.layers.LSTM(2 * UNITS, return_sequences=True, name="writer")
    words = writer(target, initial_state=[state_h, state_c])
    return keras.Model([source, target], keras.layers.Dense(TARGET, activation="softmax", name="words")(words))


model = build()
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
x = np.random.rand(32, 6, SOURCE).astype("float32")
y = np.eye(TARGET, dtype="float32")[np.random.randint(0, TARGET, (32, 5))]
model.fit([x, y], y, batch_size=16, epochs=1, verbose=0)
