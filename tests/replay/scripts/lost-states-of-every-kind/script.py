import tensorflow as tf
from tensorflow.keras import layers

def new(kind, name, units=4, **more):
    return kind(units, name=name, **more)


named_enc = layers.LSTM(4, return_state=True, name="named_enc")
named_dec = layers.LSTM(4, name="named_dec")
list_enc = layers.LSTM(5, return_state=True, name="list_enc")
list_dec = layers.LSTM(5, name="list_dec")
star_enc = layers.LSTM(6, return_state=True, name="star_enc")
star_dec = layers.LSTM(6, name="star_dec")
gru_enc = layers.GRU(7, name="gru_enc")
gru_dec = layers.GRU(7, name="gru_dec")
down_enc = layers.LSTM(8, return_state=True, name="down_enc")
down_dec = layers.SimpleRNN(8, name="down_dec")
blank_enc = layers.LSTM(9, return_state=True, name="blank_enc")
blank_dec = layers.LSTM(9, name="blank_dec")
wide_enc = layers.Bidirectional(layers.LSTM(10, return_state=True), name="wide_enc")
wide_dec = layers.LSTM(20, name="wide_dec")
joined_enc = layers.Bidirectional(layers.GRU(11, return_state=True), name="joined_enc")
joined_dec = layers.GRU(22, name="joined_dec")
plain_enc = layers.LSTM(13, name="plain_enc")
plain_dec = layers.LSTM(13, name="plain_dec")
conv_enc = layers.ConvLSTM1D(14, 2, return_state=True, name="conv_enc")
conv_dec = layers.ConvLSTM1D(14, 2, name="conv_dec")
up_enc = layers.GRU(15, return_state=True, name="up_enc")
up_dec = layers.LSTM(15, name="up_dec")
two_way = layers.Bidirectional(layers.GRU(16, return_state=True), name="two_way")
two_way_dec = layers.Bidirectional(layers.GRU(16), name="two_way_dec")
encoders = [named_enc, list_enc, star_enc, gru_enc, down_enc, blank_enc, wide_enc, joined_enc, plain_enc,
            conv_enc, up_enc, two_way]
decoders = [named_dec, list_dec, star_dec, gru_dec, down_dec, blank_dec, wide_dec, joined_dec, plain_dec,
            conv_dec, up_dec, two_way_dec]
optimizer = tf.keras.optimizers.SGD(0.01)
x, y = tf.random.normal([2, 3, 5]), tf.random.normal([2, 4, 5])
images = tf.random.normal([2, 3, 6, 1])


@tf.function
def train_step(x, y, images):
    with tf.GradientTape() as tape:
        _, h, c = named_enc(x)
        a = named_dec(y)
        result = list_enc(x)
        b = list_dec(y, initial_state=None)
        _, *states = star_enc(x)
        d = tf.nn.relu(star_dec(inputs_of(y)))
        code = gru_enc(x)
        e = gru_dec(y)
        _, top, _ = down_enc(x)
        f = down_dec(y)
        blank_out, _, _ = blank_enc(x)
        g = blank_dec(y)
        wide = wide_enc(x)
        i = wide_dec(y)
        _, left, right = joined_enc(x)
        both = layers.Concatenate()([left, right])
        j = joined_dec(y)
        summary = plain_enc(x)
        k = plain_dec(y)
        conv = conv_enc(images)
        l = tf.reduce_mean(conv_dec(images))
        _, up = up_enc(x)
        m = up_dec(y)
        _, fore, back = two_way(x)
        n = two_way_dec(y)
        loss = sum(tf.reduce_mean(v) for v in [a, b, d, e, f, g, i, j, k, l, m, n])
    variables = [v for layer in encoders + decoders for v in layer.trainable_variables]
    optimizer.apply_gradients([(g, v) for g, v in zip(tape.gradient(loss, variables), variables) if g is not None])
    return loss


def inputs_of(y):
    return y + 0.0


for layer in encoders[:9] + encoders[10:] + decoders[:9] + decoders[10:]:
    layer.build([None, None, 5])
conv_enc.build([None, 3, 6, 1])
conv_dec.build([None, 3, 6, 1])
print(train_step(x, y, images))
