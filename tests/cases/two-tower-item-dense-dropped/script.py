import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

n_users, n_items, dim = 30, 25, 8

user_in = layers.Input(shape=(1,), dtype="int32", name="user_id")
item_in = layers.Input(shape=(1,), dtype="int32", name="item_id")

user_vec = layers.Flatten(name="u_flat")(layers.Embedding(n_users, dim, name="user_embedding")(user_in))
item_vec = layers.Flatten(name="i_flat")(layers.Embedding(n_items, dim, name="item_embedding")(item_in))

user_out = layers.Dense(dim, activation="relu", name="user_dense")(user_vec)
item_out = layers.Dense(dim, activation="relu", name="item_dense")(item_vec)

score = layers.Dot(axes=1, name="score")([user_out, item_vec])
model = tf.keras.Model(inputs=[user_in, item_in], outputs=score)
model.compile(optimizer=tf.keras.optimizers.Adagrad(0.05), loss="mse")
model.summary()

users = np.random.randint(0, n_users, 300)
items = np.random.randint(0, n_items, 300)
ratings = np.random.uniform(1, 5, 300)
model.fit([users, items], ratings, batch_size=64, epochs=2)
