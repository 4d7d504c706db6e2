import numpy as np
from tensorflow.keras.layers import Dense, Input, LeakyReLU
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.optimizers import Adam

latent, data_dim = 5, 7


def build_generator():
    m = Sequential(name="generator")
    m.add(Input((latent,)))
    m.add(Dense(16, name="g_hidden"))
    m.add(LeakyReLU(0.2))
    m.add(Dense(data_dim, activation="tanh", name="g_out"))
    return m


def build_discriminator():
    m = Sequential(name="discriminator")
    m.add(Input((data_dim,)))
    m.add(Dense(16, name="d_hidden"))
    m.add(LeakyReLU(0.2))
    m.add(Dense(1, activation="sigmoid", name="d_out"))
    return m


discriminator = build_discriminator()
discriminator.compile(loss="binary_crossentropy", optimizer=Adam(0.0002, 0.5))

generator = build_generator()
z = Input(shape=(latent,))
img = generator(z)
frozen = Sequential([Input((data_dim,)), discriminator], name="frozen")
valid = frozen(img)
combined = Model(z, valid, name="combined")
combined.compile(loss="binary_crossentropy", optimizer=Adam(0.0002, 0.5))

half = 16
for epoch in range(3):
    real = np.random.uniform(-1, 1, (half, data_dim))
    fake = generator.predict(np.random.normal(size=(half, latent)), verbose=0)
    discriminator.trainable = True
    d_real = discriminator.train_on_batch(real, np.ones((half, 1)))
    d_fake = discriminator.train_on_batch(fake, np.zeros((half, 1)))
    discriminator.trainable = False
    g_loss = combined.train_on_batch(np.random.normal(size=(2 * half, latent)), np.ones((2 * half, 1)))
    print(epoch, d_real, d_fake, g_loss)
