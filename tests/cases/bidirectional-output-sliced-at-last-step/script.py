# Sentiment on pre-computed word vectors (tensorflow 2 notebook, exported)
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers, callbacks

MAX_WORDS, VEC, UNITS = 14, 10, 12

np.random.seed(42)
vectors = np.random.randn(200, MAX_WORDS, VEC).astype("float32")
sentiment = (vectors[:, :, 0].mean(axis=1) > 0).astype("float32")
split = 160


def make_model():
    words = Input(shape=(MAX_WORDS, VEC))
    x = layers.SpatialDropout1D(0.1)(words)
    x = layers.Bidirectional(layers.GRU(UNITS, return_sequences=True), name="bi_gru")(x)
    last = x[:, -1, :]          # output of the last time step
    last = layers.Dense(16, activation="relu", name="fc")(last)
    return Model(words, layers.Dense(1, activation="sigmoid", name="prob")(last))


model = make_model()
model.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.RMSprop(1e-3), metrics=["accuracy"])
es = callbacks.EarlyStopping(patience=2, restore_best_weights=True)
model.fit(vectors[:split], sentiment[:split], validation_data=(vectors[split:], sentiment[split:]),
          batch_size=32, epochs=3, callbacks=[es], verbose=2)
