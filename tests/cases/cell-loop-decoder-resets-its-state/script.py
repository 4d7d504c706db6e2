import numpy as np
import tensorflow as tf

T, F, U, B = 6, 4, 16, 8


class Encoder(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.cell = tf.keras.layers.LSTMCell(U)

    def call(self, x):
        state = self.cell.get_initial_state(batch_size=tf.shape(x)[0])
        for t in range(T):
            out, state = self.cell(x[:, t], state)
        return out, state


class Decoder(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.cell = tf.keras.layers.LSTMCell(U)
        self.out = tf.keras.layers.Dense(F)

    def reset_state(self, batch):
        return [tf.zeros([batch, U]), tf.zeros([batch, U])]

    def call(self, y, state):
        state = self.reset_state(tf.shape(y)[0])
        outs = []
        for t in range(T):
            h, state = self.cell(y[:, t], state)
            outs.append(self.out(h))
        return tf.stack(outs, 1)


enc, dec = Encoder(), Decoder()
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        _, state = enc(x)
        pred = dec(y, state)
        loss = tf.reduce_mean((pred - y) ** 2)
    vs = enc.trainable_variables + dec.trainable_variables
    grads = tape.gradient(loss, vs)
    opt.apply_gradients([(g, v) for g, v in zip(grads, vs) if g is not None])
    return loss


for _ in range(3):
    print(float(train(np.random.rand(B, T, F).astype("float32"), np.random.rand(B, T, F).astype("float32"))))
