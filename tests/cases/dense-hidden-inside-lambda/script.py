# rating prediction with a bilinear interaction
import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import Input, Embedding, Flatten, Dense, Dot, Lambda, Concatenate, Dropout
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.regularizers import l2

n_users, n_movies, n_factors = 40, 30, 10

user = Input(shape=(1,), name="user")
u = Flatten()(Embedding(n_users, n_factors, embeddings_regularizer=l2(1e-6), name="user_factors")(user))
movie = Input(shape=(1,), name="movie")
m = Flatten()(Embedding(n_movies, n_factors, embeddings_regularizer=l2(1e-6), name="movie_factors")(movie))

bilinear = Dense(n_factors, use_bias=False, name="bilinear")
bilinear.build((None, n_factors))
interaction = Lambda(lambda t: t[0] * bilinear(t[1]), output_shape=(n_factors,), name="interaction")([u, m])

x = Concatenate()([u, m, interaction])
x = Dropout(0.05)(x)
x = Dense(10, activation="relu", name="fc")(x)
x = Dense(1, activation="sigmoid", name="rating01")(x)
x = Lambda(lambda v: v * (5.5 - 0.5) + 0.5, name="rating")(x)

model = Model(inputs=[user, movie], outputs=x)
model.compile(loss="mean_squared_error", optimizer=Adam(learning_rate=1e-3))

users = np.random.randint(0, n_users, (300, 1))
movies = np.random.randint(0, n_movies, (300, 1))
ratings = np.random.randint(1, 6, 300).astype("float32")
model.fit(x=[users, movies], y=ratings, batch_size=64, epochs=2, verbose=1, validation_split=0.1)
print(model.count_params(), "parameters")
