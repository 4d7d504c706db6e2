import tensorflow as tf
import keras
from keras import layers
zeros_like = keras.ops.zeros_like

def one(name, size=[3, 2]):
    return layers.Input(size, name=name)


x, y, h0, image = one("x"), one("y", [4, 2]), one("h0", [5]), one("image", [3, 6, 1])
planes, cubes = one("planes", [3, 6, 6, 1]), one("cubes", [3, 4, 4, 4, 1])
heads = []


def keep(tensor):
    heads.append(layers.Flatten()(tensor))
    return tensor


_, h, c = layers.LSTM(5, return_state=True, name="enc")(x)
keep(layers.LSTM(5, name="right")(y, initial_state=[h, c]))
keep(layers.LSTM(5, name="swapped")(y, initial_state=[c, h]))
keep(layers.LSTM(5, name="h_only")(y, initial_state=[h, zeros_like(h)]))
keep(layers.LSTM(5, name="twice_h")(y, initial_state=[h, h]))
keep(layers.GRU(5, name="given")(y, initial_state=h0))
keep(layers.GRU(5, name="bridged")(y, initial_state=layers.Dense(5, name="bridge")(h)))
keep(layers.GRU(5, name="made")(y, initial_state=layers.Dense(5, name="maker")(h0)))
sequence, s = layers.SimpleRNN(5, return_state=True, return_sequences=True, name="simple")(x)
keep(sequence)
keep(layers.GRU(5, name="from_simple")(y, initial_state=s))
_, fh, fc, bh, bc = layers.Bidirectional(layers.LSTM(5, return_state=True), name="both")(x)
keep(layers.LSTM(10, name="joined")(
    y, initial_state=[layers.Concatenate()([fh, bh]), layers.Concatenate()([fc, bc])]))
keep(layers.Bidirectional(layers.LSTM(5), name="both_dec")(y, initial_state=[fh, fc, bh, bc]))
_, c1h, c1c = layers.ConvLSTM1D(2, 2, padding="same", return_state=True, name="conv1")(image)
keep(layers.ConvLSTM1D(2, 2, padding="same", name="conv1_dec")(image, initial_state=[c1h, c1c]))
keep(layers.ConvLSTM2D(2, 2, name="conv2")(planes))
keep(layers.ConvLSTM3D(2, 2, name="conv3")(cubes))
cells = layers.StackedRNNCells([layers.LSTMCell(3), layers.GRUCell(5)])
keep(layers.RNN(cells, name="stack")(x))
keep(layers.LSTM(5, stateful=False, name="plain")(x))
outputs = layers.Dense(1, name="head")(layers.Concatenate()(heads))
model = keras.Model([x, y, h0, image, planes, cubes], outputs)
model.compile("sgd", "mse")
data = [tf.random.normal([4, *t.shape[1:]]) for t in model.inputs]
model.fit(data, tf.random.normal([4, 1]), epochs=1, verbose=0)
