# Assignment 4: review classification, MLP + RNN
import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Embedding, Input, LSTM, Dropout
from tensorflow.keras.callbacks import EarlyStopping, ReduceLROnPlateau
from tensorflow.keras.utils import to_categorical

np.random.seed(42)
max_features = 50
n_tfidf = 15

# pretend these are the tf-idf features of the reviews
X = np.random.rand(80, n_tfidf)
y = to_categorical(np.random.randint(0, 3, size=80), 3)

split = int(0.8 * len(X))
X_train, X_val = X[:split], X[split:]
y_train, y_val = y[:split], y[split:]

model = Sequential()
model.add(Input(shape=(n_tfidf,)))
# first a dense layer to get 10 good features
model.add(Dense(10, activation="relu"))
# then word vectors
model.add(Embedding(input_dim=max_features, output_dim=8))
model.add(LSTM(12, dropout=0.1))
model.add(Dropout(0.3))
model.add(Dense(3, activation="softmax"))

model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
print(model.summary())

callbacks = [
    EarlyStopping(monitor="val_loss", patience=2),
    ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=1),
]
history = model.fit(X_train, y_train, epochs=2, batch_size=16, validation_data=(X_val, y_val), callbacks=callbacks, verbose=2)
score = model.evaluate(X_val, y_val, verbose=0)
print("val loss", score[0], "val acc", score[1])
