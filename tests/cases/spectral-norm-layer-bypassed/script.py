import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

# My first GAN discriminator pre-training :)
# I add spectral normalization to make it stable (read this in a medium article)
inputs = keras.Input(shape=(10,))
x = layers.Dense(8, name="fc1")(inputs)
x = layers.LeakyReLU()(x)

# now the spectral normalised layer
sn = layers.SpectralNormalization(layers.Dense(8, name="sn"), name="spec")
x_sn = sn(x)
x_sn = layers.LeakyReLU()(x_sn)

# and the output, real or fake
outputs = layers.Dense(1, activation="sigmoid", name="real_fake")(x)

disc = keras.Model(inputs, outputs)
disc.summary()
disc.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])

X = np.random.rand(40, 10)
Y = np.random.randint(0, 2, size=(40, 1))
disc.fit(X, Y, epochs=2, verbose=0)
