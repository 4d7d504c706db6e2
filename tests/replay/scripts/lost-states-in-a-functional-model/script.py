import tensorflow as tf
from tensorflow.keras import layers

def branch(kind, units, name):
    source = layers.Input([3, 2])
    return source, kind(units, return_state=True, name=name)(source)


one, two = layers.Input([3, 2]), layers.Input([4, 2])
_, state_h, state_c = layers.LSTM(4, return_state=True, name="a_enc")(one)
a = layers.LSTM(4, name="a_dec")(two)
b_out, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(5, return_state=True), name="b_enc")(one)
both_h = layers.Concatenate()([fh, bh])
both_c = layers.Concatenate()([fc, bc])
b = layers.LSTM(10, name="b_dec")(two)
c_all = layers.GRU(6, return_state=True, name="c_enc")(one)
c = layers.Dropout(0.1)(layers.GRU(6, name="c_dec")(two))
d_source, (_, d_state) = branch(layers.GRU, 7, "d_enc")
d = layers.GRU(7, name="d_dec")(two)
outputs = layers.Dense(1, name="head")(layers.Concatenate()([a, b, c, d]))
model = tf.keras.Model([one, two, d_source], outputs)
model.compile("sgd", "mse")
xs = [tf.random.normal([8, 3, 2]), tf.random.normal([8, 4, 2]), tf.random.normal([8, 3, 2])]
model.fit(xs, tf.random.normal([8, 1]), epochs=1, verbose=0)
