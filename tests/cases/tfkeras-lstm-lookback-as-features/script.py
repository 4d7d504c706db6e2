# Time series prediction of airline passengers with LSTM - following the blog post
import math
import numpy as np
from tf_keras.models import Sequential
from tf_keras.layers import Dense, LSTM

np.random.seed(7)
t = np.arange(144)
series = (100 + 2.5 * t + 30 * np.sin(2 * math.pi * t / 12) + np.random.randn(144) * 5).astype("float32")
series = (series - series.min()) / (series.max() - series.min())
series = series.reshape(-1, 1)


def create_dataset(dataset, look_back=1):
    dataX, dataY = [], []
    for i in range(len(dataset) - look_back - 1):
        dataX.append(dataset[i:(i + look_back), 0])
        dataY.append(dataset[i + look_back, 0])
    return np.array(dataX), np.array(dataY)


train_size = int(len(series) * 0.67)
train, test = series[:train_size], series[train_size:]
look_back = 3
trainX, trainY = create_dataset(train, look_back)
testX, testY = create_dataset(test, look_back)

# reshape input to be [samples, time steps, features]
trainX = np.reshape(trainX, (trainX.shape[0], 1, trainX.shape[1]))
testX = np.reshape(testX, (testX.shape[0], 1, testX.shape[1]))

model = Sequential()
model.add(LSTM(4, input_shape=(1, look_back)))
model.add(Dense(1))
model.compile(loss="mean_squared_error", optimizer="adam")
model.fit(trainX, trainY, epochs=2, batch_size=8, verbose=2)

trainPredict = model.predict(trainX, verbose=0)
testPredict = model.predict(testX, verbose=0)
print("Train RMSE: %.3f" % math.sqrt(np.mean((trainPredict[:, 0] - trainY) ** 2)))
print("Test RMSE: %.3f" % math.sqrt(np.mean((testPredict[:, 0] - testY) ** 2)))
