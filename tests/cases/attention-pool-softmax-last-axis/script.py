import numpy as np
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model

# sentiment with attention, keras
words = Input(shape=(11,), dtype="int32")
e = Embedding(50, 6, name="emb")(words)
seq = Bidirectional(GRU(4, return_sequences=True, name="gru"), name="bi")(e)
# attention weights, one for each word, sums up to 1
att = Dense(1, activation="softmax", name="score")(seq)
ctx = Multiply()([seq, att])
ctx = GlobalAveragePooling1D()(ctx)
y = Dense(1, activation="sigmoid", name="out")(ctx)
model = Model(words, y)
model.compile(loss="binary_crossentropy", optimizer="adamax", metrics=["acc"])
model.fit(np.random.randint(0, 50, (32, 11)), np.random.randint(0, 2, (32, 1)), batch_size=16, epochs=1, verbose=2)
