import numpy as np
import keras
from keras import layers

inp = layers.Input(shape=(None, 8, 8, 1))
x = layers.ConvLSTM2D(4, kernel_size=3, padding="same", return_sequences=True, activation="relu")(inp)
x = layers.BatchNormalization()(x)
x = layers.ConvLSTM2D(4, kernel_size=1, padding="same", return_sequences=True, activation="relu")(x)
x = layers.Conv3D(1, kernel_size=(3, 3, 3), activation="sigmoid", padding="same")(x)
model = keras.models.Model(inp, x)
model.compile(loss=keras.losses.binary_crossentropy, optimizer=keras.optimizers.Adam())

movies = np.random.rand(10, 6, 8, 8, 1)
model.fit(movies[:, :-1], movies[:, 1:], batch_size=5, epochs=1,
          callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=5)])
