"""Intent classification: reads the utterance right to left, takes 'position 0' as summary."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

MAXLEN, DIM, N_INTENTS = 9, 7, 4

inp = keras.Input((MAXLEN, DIM), name="utterance")
x = keras.layers.Conv1D(8, 3, padding="same", activation="relu", name="conv")(inp)
x = keras.layers.GRU(11, return_sequences=True, go_backwards=True, name="reverse_gru")(x)
# reading right to left, so the sentence start is the last thing it saw
summary = x[:, 0]
x = keras.layers.Dropout(0.1, name="drop")(summary)
intent = keras.layers.Dense(N_INTENTS, activation="softmax", name="intent")(x)
model = keras.Model(inp, intent, name="intent_model")

rng = np.random.default_rng(5)
X = rng.normal(size=(90, MAXLEN, DIM)).astype("float32")
Y = keras.utils.to_categorical(rng.integers(0, N_INTENTS, 90), N_INTENTS)

model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=2e-3),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()
callbacks = [keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)]
model.fit(X, Y, validation_split=0.2, epochs=3, batch_size=24, callbacks=callbacks, verbose=2)
print("val accuracy", model.evaluate(X[-18:], Y[-18:], verbose=0)[1])
