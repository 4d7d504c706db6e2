import numpy as np
import tensorflow as tf

n = np.random.normal

x, y = tf.keras.Input([6, 3]), tf.keras.Input([4, 2])
one, one_h, one_c = tf.keras.layers.LSTM(8, return_sequences=True, return_state=True, name="one")(x)
two, two_h, two_c = tf.keras.layers.LSTM(8, return_sequences=True, return_state=True, name="two")(x)
answer = tf.keras.layers.LSTM(8, return_sequences=True, name="answer")
model = tf.keras.Model([x, y], tf.keras.layers.Dense(2)(answer(y)))
model.compile("adam", "mse")
model.fit([n(size=[8, 6, 3]), n(size=[8, 4, 2])], n(size=[8, 4, 2]), verbose=0)
