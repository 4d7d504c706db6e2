import numpy as np
import tensorflow as tf

cpus = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpus[0], [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    enc_in = tf.keras.Input((5, 3))
    dec_in = tf.keras.Input((4, 3))
    _, h, c = tf.keras.layers.LSTM(8, return_state=True, name="enc")(enc_in)
    out = tf.keras.layers.LSTM(8, name="dec")(dec_in, initial_state=[h, c])
    m = tf.keras.Model([enc_in, dec_in], tf.keras.layers.Dense(1, name="head")(out))
    m.compile("adam", "mse")
m.fit([np.ones((8, 5, 3)), np.ones((8, 4, 3))], np.ones((8, 1)), batch_size=4, verbose=0)
