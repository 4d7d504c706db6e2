import tensorflow as tf
from tensorflow.keras import layers

SRC, TGT, UNITS = 25, 22, 16


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="nmt")
        self.src = layers.Embedding(SRC, 10, mask_zero=True, name="src")
        self.tgt = layers.Embedding(TGT, 10, mask_zero=True, name="tgt")
        self.enc = layers.Bidirectional(layers.LSTM(UNITS // 2, return_sequences=True, return_state=True), name="enc")
        self.dec = layers.LSTM(UNITS, return_sequences=True, name="dec")
        self.att = layers.AdditiveAttention(name="att")
        self.mix = layers.Dense(UNITS, activation="tanh", name="mix")
        self.fc = layers.Dense(TGT, name="fc")

    def call(self, inputs, training=None):
        x, y = inputs
        memory, fh, fc, bh, bc = self.enc(self.src(x))
        h = tf.concat([fh, bh], -1)
        c = tf.concat([fc, bc], -1)
        dec = self.dec(self.tgt(y), initial_state=[h, c])
        context = self.att([dec, memory], mask=[tf.not_equal(y, 0), tf.not_equal(x, 0)])
        return self.fc(self.mix(tf.concat([dec, context], -1)))


def masked_loss(y, logits):
    mask = tf.cast(y != 0, logits.dtype)
    y = tf.cast(y, tf.int64)
    ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    return tf.reduce_sum(ce * mask) / tf.reduce_sum(mask)


def masked_acc(y, logits):
    mask = y != 0
    hit = tf.argmax(logits, -1) == tf.cast(y, tf.int64)
    return tf.reduce_mean(tf.cast(tf.boolean_mask(hit, mask), tf.float32))


x = tf.random.uniform((48, 9), maxval=SRC, dtype=tf.int32)
y = tf.random.uniform((48, 7), 1, TGT, dtype=tf.int32)
y = tf.where(tf.sequence_mask(tf.random.uniform((48,), 3, 8, dtype=tf.int32), 7), y, 0)
model = Net()
model.compile(optimizer="adam", loss=masked_loss, metrics=[masked_acc])
model.fit((x, y[:, :-1]), y[:, 1:], batch_size=16, epochs=1, verbose=2)
