import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

VOCAB, DIM, HID, T_SRC, T_TGT = 15, 6, 8, 5, 4


class GRUCell:
    """only what was left of contrib.rnn"""

    def __init__(self, units, scope):
        self.units, self.scope = units, scope
        self.state_size = self.output_size = units

    def zero_state(self, batch, dtype=tf.float32):
        return tf.zeros([batch, self.units], dtype)

    def __call__(self, x, h):
        with tf.variable_scope(self.scope, reuse=tf.AUTO_REUSE):
            w = tf.get_variable("gates", [DIM + self.units, 2 * self.units])
            u = tf.get_variable("candidate", [DIM + self.units, self.units])
        z, r = tf.split(tf.sigmoid(tf.matmul(tf.concat([x, h], 1), w)), 2, axis=1)
        c = tf.tanh(tf.matmul(tf.concat([x, r * h], 1), u))
        h = z * h + (1 - z) * c
        return h, h


source = tf.placeholder(tf.int32, [None, T_SRC])
target = tf.placeholder(tf.int32, [None, T_TGT])
batch = tf.shape(source)[0]

with tf.variable_scope("embed"):
    src_table = tf.get_variable("source", [VOCAB, DIM])
    tgt_table = tf.get_variable("target", [VOCAB, DIM])

enc_cell, dec_cell = GRUCell(HID, "encoder"), GRUCell(HID, "decoder")
encoder_state = enc_cell.zero_state(batch)
for x in tf.unstack(tf.nn.embedding_lookup(src_table, source), axis=1):
    _, encoder_state = enc_cell(x, encoder_state)
with tf.variable_scope("project"):
    w_out = tf.get_variable("w", [HID, VOCAB])

decoder_inputs = tf.concat([tf.ones_like(target[:, :1]), target[:, :-1]], axis=1)
inputs_ta = tf.TensorArray(tf.float32, T_TGT).unstack(
    tf.transpose(tf.nn.embedding_lookup(tgt_table, decoder_inputs), [1, 0, 2]))


def decode(initial_state):
    def body(t, state, outputs):
        out, state = dec_cell(inputs_ta.read(t), state)
        return t + 1, state, outputs.write(t, tf.matmul(out, w_out))

    state = dec_cell.zero_state(batch)
    _, final, outputs = tf.while_loop(lambda t, *_: t < T_TGT, body, [0, state, tf.TensorArray(tf.float32, T_TGT)])
    return tf.transpose(outputs.stack(), [1, 0, 2]), final


logits, final_state = decode(encoder_state)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits))
train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(4):
        src = np.random.randint(0, VOCAB, (8, T_SRC))
        print(sess.run([loss, train_op], {source: src, target: src[:, ::-1][:, :T_TGT]})[0])
