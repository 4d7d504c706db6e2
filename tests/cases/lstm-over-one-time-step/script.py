import numpy as np
from tensorflow.keras.layers import Dense, Dropout, Input, LSTM
from tensorflow.keras.models import Sequential

# fake stock table
n, f = 120, 6
X = np.random.rand(n, f)
y = X.sum(axis=1) + 0.1 * np.random.rand(n)
trainX = np.reshape(X, (X.shape[0], 1, X.shape[1]))

model = Sequential(name="stock")
model.add(Input(shape=(trainX.shape[1], trainX.shape[2])))
model.add(LSTM(20, name="lstm"))
model.add(Dropout(0.2))
model.add(Dense(1, name="price"))
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(trainX, y, epochs=3, batch_size=24, verbose=2)
