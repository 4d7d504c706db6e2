import keras
import numpy as np
from keras import layers

tokens = keras.Input((20,), dtype="int32", name="tokens")
x = layers.Embedding(200, 16, name="emb")(tokens)
x = layers.Conv1D(16, 5, activation="relu", padding="same", name="conv")(x)
x = layers.Lambda(lambda t: keras.ops.stop_gradient(t), name="freeze")(x)
x = layers.LSTM(8, name="lstm")(x)
x = layers.Dropout(0.3)(x)
answer = layers.Dense(1, activation="sigmoid", name="answer")(x)

model = keras.Model(tokens, answer)
model.compile(loss=keras.losses.BinaryFocalCrossentropy(), optimizer=keras.optimizers.Lion(1e-4))
X = np.random.randint(0, 200, (60, 20))
y = np.random.randint(0, 2, (60, 1))
for epoch in range(2):
    for i in range(0, 60, 20):
        loss = model.train_on_batch(X[i:i + 20], y[i:i + 20])
    print(epoch, loss)
