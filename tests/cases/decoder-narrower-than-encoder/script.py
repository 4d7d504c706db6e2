import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

ENC_UNITS = 32
DEC_UNITS = 24

src = layers.Input((None, 5), name="src")
tgt = layers.Input((None, 3), name="tgt")
_, *states = layers.LSTM(ENC_UNITS, return_state=True, name="enc")(src)
dec = layers.LSTM(DEC_UNITS, return_sequences=True, name="dec")
y = dec(tgt, initial_state=states)
y = layers.TimeDistributed(layers.Dense(3))(y)
model = tf.keras.Model([src, tgt], y)
model.compile("adam", "mse")


def gen():
    while True:
        a = np.random.randn(8, 6, 5).astype("float32")
        b = np.random.randn(8, 5, 3).astype("float32")
        yield (a, b[:, :-1]), b[:, 1:]


signature = ((tf.TensorSpec((None, None, 5)), tf.TensorSpec((None, None, 3))), tf.TensorSpec((None, None, 3)))
model.fit(tf.data.Dataset.from_generator(gen, output_signature=signature), steps_per_epoch=3, epochs=1)
